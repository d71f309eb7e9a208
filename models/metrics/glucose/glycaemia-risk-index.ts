import { timeInRanges } from './time-in-ranges.ts';

/**
 * Glycaemia risk index, 0 (best) to 100: 3.0 x very low + 2.4 x low + 1.6 x very high + 0.8 x high, from the shares of
 * time in %, at most 100; NaN of no readings. Klonoff et al. 2022, J Diabetes Sci Technol, doi 10.1177/19322968221085273.
 * Worked example: 1 % very low, 2 % low, 5 % very high, 20 % high -> 3 + 4.8 + 8 + 16 = 31.8.
 */
export const glycaemiaRiskIndex = (values: readonly number[]): number => {
  const { veryLow, low, high, veryHigh } = timeInRanges(values);
  return Math.min(100, 3 * veryLow + 2.4 * low + 1.6 * veryHigh + 0.8 * high);
};
