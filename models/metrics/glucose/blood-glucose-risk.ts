/**
 * Where a value in mg/dL lies on Kovatchev's symmetric scale, negative when low, 0 near 112.5: 1.509 x (ln(value)^1.084 -
 * 5.381). Kovatchev et al. 1997, Diabetes Care 20:1655. Worked example: 70 -> ln = 4.2485, ^1.084 = 4.7976 -> -0.880.
 */
export const bloodGlucoseRisk = (mgPerDl: number): number => 1.509 * (Math.log(mgPerDl) ** 1.084 - 5.381);
