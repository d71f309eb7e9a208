import type { Explanation } from '#contracts/alert.ts';
import type { RuleId, RuleSetId } from '#contracts/rule.ts';
import type { ActiveComparison, ActiveRule } from '../rules/active-rules.ts';
import { FACTS, judge, JUDGEMENTS, thresholdAt } from '../rules/judge.ts';
import type { Stream } from '../rules/rule.ts';
import type { Episode } from './episode.ts';
import type { ReadingWindow } from './reading-window.ts';

const FIRST_SHOWN = 8;
const LAST_SHOWN = 8;

/** The first and the last readings of a long episode tell it; a night's worth of them would not be read. */
export const shownOf = (readings: readonly number[]): readonly number[] =>
  readings.length <= FIRST_SHOWN + LAST_SHOWN
    ? readings
    : [...readings.slice(0, FIRST_SHOWN), ...readings.slice(-LAST_SHOWN)];

const UNITS = {
  cuff: 'mmHg',
  cuffless: 'mmHg',
  capillary: 'mg/dL',
  interstitial: 'mg/dL',
  'heart-rate': '/min',
} as const satisfies Record<Stream, string>;

export const valuesOf = (stream: Stream, first: number, second: number): Record<string, number> => {
  switch (stream) {
    case 'cuff':
    case 'cuffless':
      return { systolic: first, diastolic: second };
    case 'capillary':
    case 'interstitial':
      return { glucose: first };
    case 'heart-rate':
      return { heartRate: first };
  }
};

export type Contribution = Explanation['contributions'][number];

export const contribution = (
  stream: Stream,
  reading: { id: string; at: number; first: number; second: number; facts: number },
): Contribution => {
  const comparator =
    (reading.facts & FACTS.belowLimit) !== 0 ? '<' : (reading.facts & FACTS.aboveLimit) !== 0 ? '>' : null;
  return {
    observationId: reading.id,
    effectiveAt: new Date(reading.at).toISOString(),
    values: valuesOf(stream, reading.first, reading.second),
    unit: UNITS[stream],
    ...(comparator === null ? {} : { comparator }),
  };
};

type Applied = { id: RuleId; ruleSet: RuleSetId; ruleVersion: string; source: string };

/** The rule as it was applied to a reading with these facts, without the readings. */
export const ruleExplanation = (
  rule: Applied,
  comparisons: readonly ActiveComparison[],
  facts: number,
): Explanation => ({
  ruleId: rule.id,
  ruleSet: rule.ruleSet,
  ruleVersion: rule.ruleVersion,
  source: rule.source,
  contributions: [],
  comparisons: comparisons.map((comparison) => {
    const { quantity, operator } = comparison;
    return { quantity, operator, threshold: thresholdAt(comparison, facts) };
  }),
});

/** Which readings broke which rule, for people to read; of a severe episode those that make it severe. */
export const explain = (rule: ActiveRule, episode: Episode, window: ReadingWindow): Explanation => {
  const band = rule.severe !== undefined && episode.severity === rule.severe.severity ? rule.severe : rule;
  const breaches: number[] = [];
  for (let index = window.lowerBound(episode.onsetAt); index < window.size; index += 1) {
    if (window.timeAt(index) > episode.lastBreachAt) break;
    const judgement = judge(band, window.firstAt(index), window.secondAt(index), window.factsAt(index));
    if (judgement >= JUDGEMENTS.breach) breaches.push(index);
  }
  return {
    // An episode that goes on into the night shows what it began under.
    ...ruleExplanation(rule, band.comparisons, window.factsAt(breaches[0] ?? 0)),
    contributions: shownOf(breaches).map((index) =>
      contribution(rule.stream, {
        id: window.idAt(index),
        at: window.timeAt(index),
        first: window.firstAt(index),
        second: window.secondAt(index),
        facts: window.factsAt(index),
      }),
    ),
  };
};
