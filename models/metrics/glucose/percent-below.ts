/**
 * Share of readings below a limit in mg/dL, in %; NaN of none. Time below range, Battelino et al. 2019, Diabetes Care
 * 42:1593: < 70 and < 54. Worked example: of 53, 54, 70, 71 one in four is below 54 and half are below 70.
 */
export const percentBelow = (values: readonly number[], limit: number): number =>
  (100 * values.filter((value) => value < limit).length) / values.length;
