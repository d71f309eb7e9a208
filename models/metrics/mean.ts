/** Arithmetic mean, in the unit of the values; NaN of none. Worked example: 100, 110, 120, 130 -> 115. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
