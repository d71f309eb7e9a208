import { mean } from './mean.ts';
import { standardDeviation } from './standard-deviation.ts';

/**
 * Coefficient of variation in %: 100 x sample standard deviation / mean; NaN of fewer than two values. International
 * consensus on time in range, Battelino et al. 2019, Diabetes Care 42:1593: glucose is stable at 36 % or less. Worked
 * example: 100, 110, 120, 130 -> 100 x 12.910 / 115 = 11.226 %.
 */
export const coefficientOfVariation = (values: readonly number[]): number =>
  (100 * standardDeviation(values)) / mean(values);
