import { mean } from '../mean.ts';
import type { Sample } from '../sample.ts';
import { evenGrid } from './even-grid.ts';

const DAY_MINUTES = 24 * 60;

/**
 * Mean of daily differences in mg/dL: how far glucose is from what it was at the same time of the day before, on the
 * sensor's own grid; NaN where no such pair is known. Service and Nelson 1980, Diabetes Care 3:58, as the R package iglu 4.2
 * computes it. Worked example: 100 and 140 at eight and nine, 110 and 120 a day later -> (10 + 20) / 2 = 15.
 */
export const meanOfDailyDifferences = (samples: readonly Sample[], utcOffsetMinutes: number): number => {
  const grid = evenGrid(samples, utcOffsetMinutes);
  if (grid === null) return Number.NaN;
  const day = DAY_MINUTES / grid.stepMinutes;
  const differences = [...grid.values.subarray(day)].map((value, i) =>
    Math.abs(value - (grid.values[i] ?? Number.NaN)),
  );
  return mean(differences.filter((difference) => !Number.isNaN(difference)));
};
