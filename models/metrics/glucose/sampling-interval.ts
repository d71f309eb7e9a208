import { median } from '../median.ts';
import type { Sample } from '../sample.ts';

const MINUTE_MS = 60_000;

/**
 * How often a sensor measures, in whole minutes: the median distance of neighbours, at least 1; NaN of fewer than two
 * readings. `ordered` is oldest first. Worked example: 10:00, 10:05:01, 10:10 -> 5; one lost reading changes nothing.
 */
export const samplingIntervalMinutes = (ordered: readonly Sample[]): number => {
  const distances = ordered.slice(1).map(({ atMs }, i) => (atMs - (ordered[i]?.atMs ?? Number.NaN)) / MINUTE_MS);
  return distances.length === 0 ? Number.NaN : Math.max(1, Math.round(median(distances)));
};
