import { percentAbove } from './percent-above.ts';
import { percentBelow } from './percent-below.ts';
import { percentWithin } from './percent-within.ts';

/** Shares of time in %, which add up to 100. */
export type TimeInRanges = {
  readonly veryLow: number;
  readonly low: number;
  readonly inRange: number;
  readonly high: number;
  readonly veryHigh: number;
};

/**
 * Time in the consensus ranges in %: < 54, 54-69, 70-180, 181-250, > 250 mg/dL (3.0, 3.9, 10.0, 13.9 mmol/L), each NaN
 * of no readings. A reading stands for the time until the next one. Battelino et al. 2019, Diabetes Care 42:1593. What
 * lies between the whole numbers belongs to the inner limit: 69.9 is low, 180.1 is high. Worked example: 53, 60, 100,
 * 180, 200 -> 20, 20, 40, 20, 0.
 */
export const timeInRanges = (values: readonly number[]): TimeInRanges => {
  const veryLow = percentBelow(values, 54);
  const veryHigh = percentAbove(values, 250);
  return {
    veryLow,
    low: percentBelow(values, 70) - veryLow,
    inRange: percentWithin(values, 70, 180),
    high: percentAbove(values, 180) - veryHigh,
    veryHigh,
  };
};
