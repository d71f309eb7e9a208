import { mean } from '../mean.ts';

/**
 * Glucose management indicator in %, what the laboratory's HbA1c is likely to be: 3.31 + 0.02392 x mean glucose in mg/dL;
 * NaN of no readings. Bergenstal et al. 2018, Diabetes Care 41:2275. Whether it may be reported is another question:
 * `reportInsufficiency`. Worked example: a mean of 115 mg/dL -> 3.31 + 2.7508 = 6.06 %.
 */
export const glucoseManagementIndicator = (values: readonly number[]): number => 3.31 + 0.02392 * mean(values);
