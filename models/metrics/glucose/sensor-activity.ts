import { inOrder } from '../in-order.ts';
import type { Sample } from '../sample.ts';
import { samplingIntervalMinutes } from './sampling-interval.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

export type SensorActivity = {
  /** Days from the first to the last reading. */
  readonly days: number;
  /** Share of the readings a sensor without gaps would have given in that time, in %. */
  readonly percent: number;
};

/**
 * How long a sensor was worn and how much of that time it measured; `null` of fewer than two readings. Danne et al. 2017,
 * Diabetes Care 40:1631, counted in whole minutes as the R package iglu 4.2 does: what is missing is the sum of the
 * distances beyond the sensor's interval. Worked example, every 5 min: readings at 0, 10, 15 min -> 4 expected, 1
 * missing, 75 %.
 */
export const sensorActivity = (samples: readonly Sample[], everyMinutes?: number): SensorActivity | null => {
  const ordered = inOrder(samples);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (first === undefined || last === undefined || ordered.length < 2) return null;
  const interval = everyMinutes ?? samplingIntervalMinutes(ordered);
  const expected = roundHalfEven(Math.round((last.atMs - first.atMs) / MINUTE_MS) / interval) + 1;
  let missing = 0;
  for (const [i, { atMs }] of ordered.entries()) {
    const distance = i === 0 ? 0 : (atMs - (ordered[i - 1]?.atMs ?? Number.NaN)) / MINUTE_MS;
    if (Math.round(distance) > interval) missing += (distance - interval) / interval;
  }
  return {
    days: (last.atMs - first.atMs) / MINUTE_MS / DAY_MINUTES,
    percent: Math.max(0, (100 * (expected - Math.round(missing))) / expected),
  };
};

/** As R rounds: 831.5 -> 832, 832.5 -> 832. */
const roundHalfEven = (value: number): number => {
  const up = Math.round(value);
  return up - value === 0.5 && up % 2 !== 0 ? up - 1 : up;
};
