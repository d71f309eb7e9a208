import { inOrder } from '../in-order.ts';
import type { Sample } from '../sample.ts';
import { samplingIntervalMinutes } from './sampling-interval.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Longest distance of two readings, in minutes, that a straight line may bridge (iglu's default). */
const MOST_MINUTES_BRIDGED = 45;

/** Glucose in mg/dL at every step of the local clock; NaN where nothing is known. */
export type EvenGrid = { readonly startMs: number; readonly stepMinutes: number; readonly values: Float64Array };

/** A day must hold a whole number of steps, so that the same clock time has the same place in each. */
const wholeStep = (minutes: number): number => {
  let step = Math.min(minutes, DAY_MINUTES);
  while (DAY_MINUTES % step !== 0) step -= 1;
  return step;
};

/**
 * Readings interpolated linearly onto an even grid of the local clock, as the R package iglu 4.2 defines it: the step is
 * the sensor's own unless one is given, counted from midnight; no line is drawn between readings more than 45 min apart,
 * and none beyond the first and the last. `null` where there are fewer than two readings. The offset is one for all of
 * them: where clocks change in between, half of the grid is an hour off, and nothing but its labels. Worked example: 100
 * at 10:02 and 110 at 10:07 give 106 at 10:05.
 */
export const evenGrid = (
  samples: readonly Sample[],
  utcOffsetMinutes: number,
  everyMinutes?: number,
): EvenGrid | null => {
  const ordered = inOrder(samples);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (first === undefined || last === undefined || ordered.length < 2) return null;
  const stepMinutes = wholeStep(everyMinutes ?? samplingIntervalMinutes(ordered));
  const stepMs = stepMinutes * MINUTE_MS;
  // Whole steps since a local midnight; that of 1970 is as good as any.
  const phaseMs = utcOffsetMinutes * MINUTE_MS;
  const startMs = Math.ceil((first.atMs + phaseMs) / stepMs) * stepMs - phaseMs;
  const values = new Float64Array(Math.max(0, Math.floor((last.atMs - startMs) / stepMs) + 1)).fill(Number.NaN);
  let right = 0;
  for (let i = 0; i < values.length; i += 1) {
    const atMs = startMs + i * stepMs;
    while ((ordered[right]?.atMs ?? Number.POSITIVE_INFINITY) < atMs) right += 1;
    values[i] = between(ordered[right - 1], ordered[right], atMs);
  }
  return { startMs, stepMinutes, values };
};

const between = (left: Sample | undefined, right: Sample | undefined, atMs: number): number => {
  if (right === undefined) return Number.NaN;
  if (right.atMs === atMs) return right.value;
  if (left === undefined || right.atMs - left.atMs > MOST_MINUTES_BRIDGED * MINUTE_MS) return Number.NaN;
  return left.value + ((right.value - left.value) * (atMs - left.atMs)) / (right.atMs - left.atMs);
};
