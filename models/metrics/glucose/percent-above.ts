/**
 * Share of readings above a limit in mg/dL, in %; NaN of none. Time above range, Battelino et al. 2019, Diabetes Care
 * 42:1593: > 180 and > 250. Worked example: of 170, 180, 181, 251 half are above 180.
 */
export const percentAbove = (values: readonly number[], limit: number): number =>
  (100 * values.filter((value) => value > limit).length) / values.length;
