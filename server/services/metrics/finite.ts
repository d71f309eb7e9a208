import type { Metric, WithheldReason } from '#contracts/metrics.ts';

/** A metric of a number that may be NaN where its definition found nothing to work on. */
export const finite = (value: number, otherwise: WithheldReason): Metric<number> =>
  Number.isFinite(value) ? { value, reason: null } : { value: null, reason: otherwise };
