import type { GlucoseUnit } from '#contracts/reading.ts';
import type { RuleSetId } from '#contracts/rule.ts';
import type { NightOverrides, ThresholdOverrides } from '#contracts/threshold.ts';
import { GLUCOSE_STEP } from '#contracts/units.ts';
import type { IrregularPulseRule } from '../rhythm/irregular-pulse.ts';
import type { BaselineRule } from './baseline.ts';
import type { HomeMeanRule } from './home-mean.ts';
import { ruleSets } from './rule-sets.ts';
import type { Comparison, Rule, Stream } from './rule.ts';
import { withLayers } from './with-layers.ts';

/** A comparison as it applies to one patient: by day `threshold` holds, by night `atNight`. */
export type ActiveComparison = Comparison & {
  atNight: number;
  /** A reading is rounded to whole steps before it is compared, in canonical units. */
  step: number;
};

type InRuleSet = { ruleSet: RuleSetId; ruleVersion: string };

/** A rule as it applies to one patient. */
export type ActiveRule = Rule<ActiveComparison> & InRuleSet;
export type ActiveHomeMean = HomeMeanRule<ActiveComparison> & InRuleSet;
export type ActiveIrregularPulse = IrregularPulseRule & InRuleSet;
export type ActiveBaseline = BaselineRule & InRuleSet;

/** Worked example: a crisis at >= 180 set to 170 is >= 170; set to 190 it stays at 180, since the floor only tightens. */
const overridden = ({ operator, threshold, override }: Comparison, overrides: ThresholdOverrides): number => {
  const chosen = override && overrides[override.key];
  if (override === undefined || chosen === undefined) return threshold;
  if (override.mayRelax) return chosen;
  const tighten = operator.startsWith('<') ? Math.max : Math.min;
  return tighten(threshold, chosen);
};

export type ActiveRules = Record<Stream, readonly ActiveRule[]> & {
  /** Null where windowed rules are switched off. */
  homeMean: ActiveHomeMean | null;
  irregularPulse: ActiveIrregularPulse | null;
  /** None where the personal baseline is switched off. */
  baselines: readonly ActiveBaseline[];
};

export type RuleChoices = {
  /** What is different by night; a bound that is left out is the day's. */
  nightOverrides?: NightOverrides;
  /** The unit in which the patient's glucose is displayed. */
  glucoseUnit?: GlucoseUnit;
};

const build = (
  id: RuleSetId,
  overrides: ThresholdOverrides,
  { nightOverrides, glucoseUnit }: Required<RuleChoices>,
): ActiveRules => {
  const { version, ...whole } = ruleSets[id];
  const { rules, homeMean, irregularPulse, baselines } = withLayers(whole, overrides.layersOff ?? []);
  const inRuleSet = { ruleSet: id, ruleVersion: version };
  const byNight = { ...overrides, ...nightOverrides };
  const forPatient = <B extends { comparisons: readonly Comparison[] }>(band: B) => ({
    ...band,
    comparisons: band.comparisons.map((comparison) => ({
      ...comparison,
      threshold: overridden(comparison, overrides),
      atNight: overridden(comparison, byNight),
      step: comparison.quantity === 'glucose' ? GLUCOSE_STEP[glucoseUnit] : 1,
    })),
  });
  const active: ActiveRule[] = rules.map(({ severe, ...rule }) => ({
    ...forPatient(rule),
    ...(severe === undefined ? {} : { severe: forPatient(severe) }),
    ...inRuleSet,
  }));
  const of = (stream: Stream): ActiveRule[] => active.filter((rule) => rule.stream === stream);
  return {
    cuff: of('cuff'),
    cuffless: of('cuffless'),
    capillary: of('capillary'),
    interstitial: of('interstitial'),
    'heart-rate': of('heart-rate'),
    homeMean: homeMean === null ? null : { ...forPatient(homeMean), ...inRuleSet },
    irregularPulse: irregularPulse === null ? null : { ...irregularPulse, ...inRuleSet },
    baselines: baselines.map((rule) => ({ ...rule, ...inRuleSet })),
  };
};

const withoutOverrides = new Map<string, ActiveRules>();

/** The rules for one patient: those of the rule set, with what a clinician has set for this patient. */
export const activeRules = (
  id: RuleSetId,
  overrides: ThresholdOverrides = {},
  { nightOverrides = {}, glucoseUnit = 'mg/dL' }: RuleChoices = {},
): ActiveRules => {
  if (Object.keys({ ...overrides, ...nightOverrides }).length > 0) {
    return build(id, overrides, { nightOverrides, glucoseUnit });
  }
  // Most patients have none, and share one copy.
  const name = `${id} ${glucoseUnit}`;
  let shared = withoutOverrides.get(name);
  if (shared === undefined) {
    shared = build(id, {}, { nightOverrides: {}, glucoseUnit });
    withoutOverrides.set(name, shared);
  }
  return shared;
};
