/**
 * Share of readings from `low` to `high` mg/dL, both included, in %; NaN of none. Time in range, Battelino et al. 2019,
 * Diabetes Care 42:1593: 70-180, and 63-140 in pregnancy. Worked example: of 69, 70, 180, 181 half are within 70-180.
 */
export const percentWithin = (values: readonly number[], low: number, high: number): number =>
  (100 * values.filter((value) => value >= low && value <= high).length) / values.length;
