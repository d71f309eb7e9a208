import type { RuleSetId } from '#contracts/rule.ts';
import type { ThresholdOverrides } from '#contracts/threshold.ts';
import type { HomeMeanRule } from './home-mean.ts';
import { ruleSets } from './rule-sets.ts';
import type { Comparison, Rule, Stream } from './rule.ts';
import { withLayers } from './with-layers.ts';

/** A rule as it applies to one patient. */
export type ActiveRule = Rule & InRuleSet;
export type ActiveHomeMean = HomeMeanRule & InRuleSet;
type InRuleSet = { ruleSet: RuleSetId; ruleVersion: string };

/** Worked example: a crisis at >= 180 set to 170 is >= 170; set to 190 it stays at 180, since the floor only tightens. */
const overridden = (comparison: Comparison, overrides: ThresholdOverrides): Comparison => {
  const { override, operator, threshold } = comparison;
  const chosen = override && overrides[override.key];
  if (override === undefined || chosen === undefined) return comparison;
  if (override.mayRelax) return { ...comparison, threshold: chosen };
  const tighten = operator.startsWith('<') ? Math.max : Math.min;
  return { ...comparison, threshold: tighten(threshold, chosen) };
};

export type ActiveRules = Record<Stream, readonly ActiveRule[]> & {
  /** Null where windowed rules are switched off. */
  homeMean: ActiveHomeMean | null;
};

const build = (id: RuleSetId, overrides: ThresholdOverrides): ActiveRules => {
  const { version, ...whole } = ruleSets[id];
  const { rules, homeMean } = withLayers(whole, overrides.layersOff ?? []);
  const inRuleSet = { ruleSet: id, ruleVersion: version };
  const forPatient = <B extends { comparisons: readonly Comparison[] }>(band: B): B => ({
    ...band,
    comparisons: band.comparisons.map((comparison) => overridden(comparison, overrides)),
  });
  const active = rules.map((rule) => ({
    ...forPatient(rule),
    ...(rule.severe === undefined ? {} : { severe: forPatient(rule.severe) }),
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
  };
};

const withoutOverrides = new Map<RuleSetId, ActiveRules>();

/** The rules for one patient: those of the rule set, with what a clinician has set for this patient. */
export const activeRules = (id: RuleSetId, overrides: ThresholdOverrides = {}): ActiveRules => {
  if (Object.keys(overrides).length > 0) return build(id, overrides);
  // Most patients have none, and share one copy.
  let shared = withoutOverrides.get(id);
  if (shared === undefined) {
    shared = build(id, {});
    withoutOverrides.set(id, shared);
  }
  return shared;
};
