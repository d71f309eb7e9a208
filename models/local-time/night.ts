import type { NightThresholds } from '#contracts/threshold.ts';
import { minuteOfClock } from './minute-of-clock.ts';
import { offsetClock } from './offset-clock.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Is it the patient's night at an instant? */
export type IsNight = (atMs: number) => boolean;

const never: IsNight = () => false;

/**
 * Night by the clock on the patient's wall, which summer time moves. Worked example, 22:00 to 07:00 in Berlin: 21:30 UTC
 * is night in winter (22:30) and in summer (23:30), 20:30 UTC only in summer; 22:00 is night, 07:00 is day.
 */
export const nightClock = (night: Pick<NightThresholds, 'from' | 'to'> | null, timeZone: string): IsNight => {
  if (night === null) return never;
  const [from, to] = [minuteOfClock(night.from), minuteOfClock(night.to)];
  const offsetAt = offsetClock(timeZone);
  return (atMs) => {
    const minute = modulo(Math.floor(atMs / MINUTE_MS) + offsetAt(atMs), DAY_MINUTES);
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
  };
};

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
