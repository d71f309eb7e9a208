import type { Severity } from '#contracts/alert.ts';
import { DAY_MS, type Layer, type Stream } from './rule.ts';

/** A rule about days that are unlike what is usual for this one patient: see `BaselineWatch`. */
export type BaselineRule = {
  id: 'bp.baseline' | 'hr.baseline';
  stream: Extract<Stream, 'cuff' | 'heart-rate'>;
  layer: Layer;
  /** Where the numbers come from. */
  source: string;
  severity: Severity;
  /** Hours of a day that must be comparable with the usual: a pulse is counted all day, a pressure taken twice. */
  leastHours: number;
  /** Days that ended longer ago than this when their readings arrive are history. */
  relevanceMs: number;
};

/**
 * A shift is what three days have in common: the middle one of the last three that can be judged, no older than five. A
 * day can be the exception, and so can a reading. Worked example: usual 120 +/- 10 in the morning and 130 +/- 10 in the
 * evening, which differ from a day's 134 and 148 by 14 and 18, by 16 on the day; days of +16, +2, +13 are 13 above the
 * usual and outside its range; over when their middle is within 5, half of it.
 */
export const BASELINE_WINDOW = { days: 3, reachDays: 5, overAt: 0.5 } as const;

/** Silence ends nothing; a day of measuring so many days after the last shifted one begins anew. */
export const BASELINE_HOLDS_DAYS = 14;

const METHOD = 'median and median absolute deviation of 28 days by time of day: Leys 2013 (10.1016/j.jesp.2013.03.013)';

const common = { layer: 'baseline', severity: 'moderate', relevanceMs: 7 * DAY_MS } as const;

export const BASELINE_RULES: readonly BaselineRule[] = [
  {
    id: 'bp.baseline',
    stream: 'cuff',
    source: `Most of three days of home pressure outside this patient's usual range; ${METHOD}`,
    leastHours: 1,
    ...common,
  },
  {
    id: 'hr.baseline',
    stream: 'heart-rate',
    source: `Most of three days of pulse at rest outside this patient's usual range; ${METHOD}; after Alavi 2022 (10.1038/s41591-021-01593-2)`,
    leastHours: 3,
    ...common,
  },
];
