import { inOrder } from '../in-order.ts';
import type { Sample } from '../sample.ts';

/**
 * Average real variability in the unit of the values (mmHg): mean absolute difference of readings that follow each other
 * in time; NaN of fewer than two. Mena et al. 2005, J Hypertens 23:505. Worked example: 120, 130, 125 -> (10 + 5) / 2 =
 * 7.5.
 */
export const averageRealVariability = (samples: readonly Sample[]): number => {
  const ordered = inOrder(samples);
  const steps = ordered.slice(1).map(({ value }, i) => Math.abs(value - (ordered[i]?.value ?? Number.NaN)));
  return steps.reduce((sum, step) => sum + step, 0) / steps.length;
};
