import { RULE_SETS, type RuleSetId } from '#contracts/rule.ts';
import { THRESHOLD_KEYS, THRESHOLD_RANGES, type ThresholdKey, type ThresholdLimit } from '#contracts/threshold.ts';
import { ruleSets } from './rule-sets.ts';
import type { RuleSet } from './rule.ts';

/**
 * What may be set for one patient beside what a rule set says. Worked example, China: `crisisSystolic` is >= 180, from
 * 120 up to 180, since the floor only tightens; `lowSystolic` is <= 90, from 60 to 120, since it is no emergency.
 */
const limitOf = (id: RuleSetId, key: ThresholdKey): ThresholdLimit => {
  const { rules, homeMean }: RuleSet = ruleSets[id];
  const bands = rules.flatMap((rule) => [rule, ...(rule.severe === undefined ? [] : [rule.severe])]);
  const comparisons = [...bands, homeMean].flatMap((band) => band.comparisons);
  const comparison = comparisons.find(({ override }) => override?.key === key);
  if (comparison === undefined) throw new Error(`no rule of ${id} has a bound ${key}`);
  const { operator, threshold, override } = comparison;
  const { min, max } = THRESHOLD_RANGES[key];
  const isFloor = override?.mayRelax !== true;
  return {
    ...{ key, operator, default: threshold, isFloor },
    min: isFloor && operator.startsWith('<') ? Math.max(min, threshold) : min,
    max: isFloor && operator.startsWith('>') ? Math.min(max, threshold) : max,
  };
};

/** Of each rule set, in the order of the contract. */
export const THRESHOLD_LIMITS = Object.fromEntries(
  RULE_SETS.map((id) => [id, THRESHOLD_KEYS.map((key) => limitOf(id, key))]),
) as Record<RuleSetId, ThresholdLimit[]>;
