import type { Severity } from '#contracts/alert.ts';
import { DAY_MS, type Comparison, type Layer, type Stream } from './rule.ts';

/** A rule about the mean of a week's cuff readings, by the days of the patient's own calendar. */
export type HomeMeanRule<C extends Comparison = Comparison> = {
  id: 'bp.home-mean';
  stream: Extract<Stream, 'cuff'>;
  layer: Layer;
  /** Where the numbers come from. */
  source: string;
  /** Compared with the mean, which is not rounded. */
  comparisons: readonly C[];
  severity: Severity;
  /** A week that ended longer ago than this when its readings arrive is history. */
  relevanceMs: number;
};

/**
 * A week of which the first day is dropped, since pressure falls while people get used to the cuff (2.8/1.4 mmHg lower
 * after day 1): CHEP 2017, ESH 2021 (10.1097/HJH.0000000000002922). Fewer readings make no mean. Worked example: on
 * 8 July the readings of 3 to 8 July count, and there must be 6 of them on 3 of these days.
 */
export const HOME_MEAN_WINDOW = { days: 6, leastReadings: 6, leastDays: 3 } as const;

/**
 * Silence proves nothing, and ends nothing while it lasts. A day of measuring that comes so many days after the mean
 * was last found high begins anew: nothing of the old week is in its window, and a month-old mean is nobody's today.
 */
export const HOME_MEAN_HOLDS_DAYS = 14;

/** Worked example: 135.0 or 85.0 is high; over at 132.9/82.9; 134/84 starts nothing and ends nothing. */
const CLEAR_BAND = 2;

export const homeMean = (systolic: number, diastolic: number, source: string): HomeMeanRule => ({
  id: 'bp.home-mean',
  stream: 'cuff',
  layer: 'windowed',
  source: `${source}; 7 days without the first: ESH 2021 (10.1097/HJH.0000000000002922)`,
  comparisons: [
    {
      quantity: 'systolic',
      operator: '>=',
      threshold: systolic,
      clearBand: CLEAR_BAND,
      override: { key: 'homeMeanSystolic', mayRelax: true },
    },
    {
      quantity: 'diastolic',
      operator: '>=',
      threshold: diastolic,
      clearBand: CLEAR_BAND,
      override: { key: 'homeMeanDiastolic', mayRelax: true },
    },
  ],
  severity: 'moderate',
  relevanceMs: 7 * DAY_MS,
});
