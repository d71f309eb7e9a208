import { mean } from './mean.ts';

/**
 * Sample standard deviation (n - 1), in the unit of the values; NaN of fewer than two. Worked example: 100, 110, 120, 130
 * deviate from 115 by 15, 5, 5, 15: sqrt(500 / 3) = 12.910.
 */
export const standardDeviation = (values: readonly number[]): number => {
  if (values.length < 2) return Number.NaN;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
};
