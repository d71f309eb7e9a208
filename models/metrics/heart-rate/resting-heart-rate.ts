import { median } from '../median.ts';

export type HeartRateReading = {
  readonly atMs: number;
  /** Beats per minute. */
  readonly value: number;
  readonly context: 'rest' | 'active' | 'unknown' | null;
  /** Steps in the reading's minute; `null` where nobody counted. */
  readonly steps: number | null;
};

export type RestingHeartRate =
  | { readonly value: number; readonly days: number; readonly reason: null }
  | { readonly value: null; readonly reason: 'no-readings' | 'no-readings-at-rest' };

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Speed et al.: in most people the heart has settled after four minutes without activity. */
const SETTLED_AFTER_MS = 4 * MINUTE_MS;

/**
 * Resting heart rate in beats per minute: the lowest of each local day among readings at rest, and of several days their
 * median. Speed et al. 2023, PLOS Digit Health, doi 10.1371/journal.pdig.0000236: the lowest of the 24-hour cycle after 4
 * min of inactivity. At rest is what is marked so or has no steps, unless something active came in the 4 min before; where
 * nothing is known of activity, nothing is known of rest. Worked example: 10:00 90 with steps, 10:02 60 without, 10:05 64
 * without -> 64.
 */
export const restingHeartRate = (readings: readonly HeartRateReading[], utcOffsetMinutes: number): RestingHeartRate => {
  const lowest = new Map<number, number>();
  let activeUntilMs = Number.NEGATIVE_INFINITY;
  for (const { atMs, value, context, steps } of readings.toSorted((a, b) => a.atMs - b.atMs)) {
    if (context === 'active' || (steps ?? 0) > 0) activeUntilMs = atMs + SETTLED_AFTER_MS;
    const isAtRest = atMs >= activeUntilMs && (context === 'rest' || steps === 0);
    if (!isAtRest || !Number.isFinite(value)) continue;
    const day = Math.floor((Math.floor(atMs / MINUTE_MS) + utcOffsetMinutes) / DAY_MINUTES);
    lowest.set(day, Math.min(value, lowest.get(day) ?? value));
  }
  if (readings.length === 0) return { value: null, reason: 'no-readings' };
  if (lowest.size === 0) return { value: null, reason: 'no-readings-at-rest' };
  return { value: median([...lowest.values()]), days: lowest.size, reason: null };
};
