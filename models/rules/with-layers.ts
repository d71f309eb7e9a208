import type { SwitchableLayer } from '#contracts/threshold.ts';
import type { IrregularPulseRule } from '../rhythm/irregular-pulse.ts';
import type { BaselineRule } from './baseline.ts';
import type { HomeMeanRule } from './home-mean.ts';
import type { Band, Comparison, Rule, RuleSet } from './rule.ts';

type LayersOn = {
  rules: readonly Rule[];
  homeMean: HomeMeanRule | null;
  irregularPulse: IrregularPulseRule | null;
  baselines: readonly BaselineRule[];
};

/**
 * A rule set without the layers that are switched off. What is of the crisis layer stays, the severe band of a milder
 * rule included. Worked example: without windowed rules a resting pulse of 108 is nothing, and one of 135 pages.
 */
export const withLayers = (
  { rules, homeMean, irregularPulse, baselines }: Omit<RuleSet, 'id' | 'version'>,
  layersOff: readonly SwitchableLayer[],
): LayersOn => {
  const isOn = ({ layer }: Pick<Rule, 'layer'>): boolean => layer === 'crisis' || !layersOff.includes(layer);
  return {
    rules: rules.flatMap((rule) => (isOn(rule) ? rule : (severeAlone(rule) ?? []))),
    homeMean: isOn(homeMean) ? homeMean : null,
    irregularPulse: isOn(irregularPulse) ? irregularPulse : null,
    baselines: baselines.filter(isOn),
  };
};

/** The band of a rule that belongs to the crisis layer; null where none does. */
export const crisisBand = <C extends Comparison>(rule: Rule<C>): Band<C> | null =>
  rule.layer === 'crisis' ? rule : (rule.severe ?? null);

/** The same rule with its severe band alone, raised and paged at once as that band is. */
export const severeAlone = <C extends Comparison>({ severe, ...rule }: Rule<C>): Rule<C> | null =>
  severe === undefined ? null : { ...rule, ...severe, layer: 'crisis', paging: { when: 'at-once' } };
