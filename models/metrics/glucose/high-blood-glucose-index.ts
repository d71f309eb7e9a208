import { mean } from '../mean.ts';
import { bloodGlucoseRisk } from './blood-glucose-risk.ts';

/**
 * High blood glucose index, without unit: mean of 10 x risk squared of the readings on the high side, 0 of the others; NaN
 * of none. Kovatchev et al. 2006, Diabetes Care 29:2433: below 5 minimal, above 15 high risk. Worked example: 180 alone ->
 * 10 x 0.880^2 = 7.74.
 */
export const highBloodGlucoseIndex = (values: readonly number[]): number =>
  mean(values.map((value) => 10 * Math.max(0, bloodGlucoseRisk(value)) ** 2));
