import type { DIPPING_PATTERNS } from '#contracts/metrics.ts';

export type Dipping = {
  /** Fall of the systolic pressure at night in % of that of the day; negative where it rises. */
  readonly percent: number;
  readonly pattern: (typeof DIPPING_PATTERNS)[number];
};

/**
 * How far the mean systolic pressure (mmHg) falls at night. European Society of Hypertension, O'Brien et al. 2013,
 * J Hypertens 31:1731, by the ratio of night to day: extreme at 0.8 and less, normal up to 0.9, reduced up to 1.0, rising
 * above. `null` where a mean is not known. Worked example: day 140, night 119 -> 15 %, ratio 0.85, normal.
 */
export const nocturnalDipping = (daySystolic: number, nightSystolic: number): Dipping | null => {
  const ratio = nightSystolic / daySystolic;
  if (!Number.isFinite(ratio)) return null;
  const pattern = ratio <= 0.8 ? 'extreme' : ratio <= 0.9 ? 'normal' : ratio <= 1 ? 'reduced' : 'rising';
  return { percent: 100 * (1 - ratio), pattern };
};
