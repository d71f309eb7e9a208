import { mean } from '../mean.ts';
import { bloodGlucoseRisk } from './blood-glucose-risk.ts';

/**
 * Low blood glucose index, without unit: mean of 10 x risk squared of the readings on the low side, 0 of the others; NaN
 * of none. Kovatchev et al. 2006, Diabetes Care 29:2433: below 1.1 minimal, above 5 high risk. Worked example: 70 alone
 * -> 10 x 0.880^2 = 7.75.
 */
export const lowBloodGlucoseIndex = (values: readonly number[]): number =>
  mean(values.map((value) => 10 * Math.min(0, bloodGlucoseRisk(value)) ** 2));
