import { msg } from '@lit/localize';
import type { GlucoseMetrics, TimeInPregnancyRanges } from '#contracts/metrics.ts';
import type { GlucoseUnit } from '../../format/value.ts';
import type { RangeShare } from './kh-range-bar.ts';

// As the consensus prints them (Battelino et al. 2019): whole mg/dL, and mmol/L to one decimal.
const LIMITS = {
  'mg/dL': ['< 54', '54–69', '70–180', '181–250', '> 250'],
  'mmol/L': ['< 3.0', '3.0–3.8', '3.9–10.0', '10.1–13.9', '> 13.9'],
} as const satisfies Record<GlucoseUnit, readonly string[]>;
const PREGNANCY_LIMITS = {
  'mg/dL': ['< 54', '54–62', '63–140', '> 140'],
  'mmol/L': ['< 3.0', '3.0–3.4', '3.5–7.8', '> 7.8'],
} as const satisfies Record<GlucoseUnit, readonly string[]>;

/** Time in the ranges that hold for the patient, for the bar; none where they are withheld. */
export const glucoseShares = (metrics: GlucoseMetrics, unit: GlucoseUnit, isPregnant: boolean): RangeShare[] | null => {
  if (isPregnant) {
    const { value } = metrics.timeInPregnancyRanges;
    return value && sharesUpToHigh(value, PREGNANCY_LIMITS[unit]);
  }
  const { value } = metrics.timeInRanges;
  const limits = LIMITS[unit];
  return (
    value && [
      ...sharesUpToHigh(value, limits),
      { tone: 'very-high', word: msg('Very high'), limits: limits[4], percent: value.veryHigh },
    ]
  );
};

const sharesUpToHigh = (
  { veryLow, low, inRange, high }: TimeInPregnancyRanges,
  limits: readonly [string, string, string, string, ...string[]],
): RangeShare[] => [
  { tone: 'very-low', word: msg('Very low'), limits: limits[0], percent: veryLow },
  { tone: 'low', word: msg('Low'), limits: limits[1], percent: low },
  { tone: 'in-range', word: msg('In range'), limits: limits[2], percent: inRange },
  { tone: 'high', word: msg('High'), limits: limits[3], percent: high },
];
