import { mean } from '../mean.ts';
import { isInClockSpan, type ClockSpan } from './clock-span.ts';
import type { PressureReading } from './pressure.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Kario: the morning is the two hours after waking. */
const MORNING_MINUTES = 120;

/**
 * Sleep-trough morning surge in mmHg: mean systolic pressure of the two hours after waking less the mean of the three
 * readings around the night's lowest. Kario et al. 2003, Circulation 107:1401. Waking is taken to be the end of `night`.
 * NaN where the lowest has no neighbour on each side, or the morning no reading. Worked example: 112, 106, 109 around the
 * lowest of 106, 150 and 146 after waking -> 148 - 109 = 39.
 */
export const morningSurge = (
  readings: readonly PressureReading[],
  night: ClockSpan,
  utcOffsetMinutes: number,
): number => {
  const ordered = readings.toSorted((a, b) => a.atMs - b.atMs);
  let lowest = -1;
  for (const [i, { atMs, systolic }] of ordered.entries()) {
    if (!isInClockSpan(atMs, night, utcOffsetMinutes)) continue;
    if (lowest < 0 || systolic < (ordered[lowest]?.systolic ?? Number.NaN)) lowest = i;
  }
  const trough = ordered.slice(Math.max(0, lowest - 1), lowest + 2);
  const atMs = ordered[lowest]?.atMs;
  if (atMs === undefined || trough.length < 3) return Number.NaN;
  const minute = Math.floor(atMs / MINUTE_MS) + utcOffsetMinutes;
  const untilWaking = (((night.toMinute - minute) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  const wakingMs = (minute - utcOffsetMinutes + untilWaking) * MINUTE_MS;
  const morning = ordered.filter((r) => r.atMs >= wakingMs && r.atMs < wakingMs + MORNING_MINUTES * MINUTE_MS);
  return mean(morning.map(({ systolic }) => systolic)) - mean(trough.map(({ systolic }) => systolic));
};
