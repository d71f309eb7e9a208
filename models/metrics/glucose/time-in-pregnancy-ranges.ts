import { percentAbove } from './percent-above.ts';
import { percentBelow } from './percent-below.ts';
import { percentWithin } from './percent-within.ts';

/** Shares of time in %, which add up to 100. */
export type TimeInPregnancyRanges = {
  readonly veryLow: number;
  readonly low: number;
  readonly inRange: number;
  readonly high: number;
};

/**
 * Time in the consensus ranges for pregnancy in %: < 54, 54-62, 63-140, > 140 mg/dL (3.0, 3.5, 7.8 mmol/L), each NaN of
 * no readings. Battelino et al. 2019, Diabetes Care 42:1593. Worked example: 60, 63, 140, 141 -> 0, 25, 50, 25.
 */
export const timeInPregnancyRanges = (values: readonly number[]): TimeInPregnancyRanges => {
  const veryLow = percentBelow(values, 54);
  return {
    veryLow,
    low: percentBelow(values, 63) - veryLow,
    inRange: percentWithin(values, 63, 140),
    high: percentAbove(values, 140),
  };
};
