import { isInClockSpan, type ClockSpan } from './clock-span.ts';
import { meanPressure } from './mean-pressure.ts';
import type { Pressure, PressureReading } from './pressure.ts';

export type AmbulatoryClock = { readonly day: ClockSpan; readonly night: ClockSpan };

/**
 * Fixed clock times that leave out the hours in which people go to bed or get up. European Society of Hypertension,
 * O'Brien et al. 2013, J Hypertens 31:1731: day 09:00-21:00, night 01:00-06:00.
 */
export const ESH_CLOCK: AmbulatoryClock = {
  day: { fromMinute: 9 * 60, toMinute: 21 * 60 },
  night: { fromMinute: 60, toMinute: 6 * 60 },
};

export type AmbulatoryMeans =
  | { readonly full: Pressure; readonly day: Pressure; readonly night: Pressure; readonly reason: null }
  | { readonly reason: 'no-readings' | 'too-few-readings' };

/** The same paper: at least 20 valid readings by day and 7 by night. */
const LEAST_BY_DAY = 20;
const LEAST_BY_NIGHT = 7;

/**
 * Means in mmHg of 24 hours of ambulatory readings, of their day and of their night, each reading counted once. Worked
 * example: 24 readings of 140/90 from nine to nine and 10 of 120/70 from one to six -> 24 h 134.1/84.1, day 140/90, night
 * 120/70; with six readings at night there are none.
 */
export const ambulatoryMeans = (
  readings: readonly PressureReading[],
  clock: AmbulatoryClock,
  utcOffsetMinutes: number,
): AmbulatoryMeans => {
  if (readings.length === 0) return { reason: 'no-readings' };
  const within = (span: ClockSpan) => readings.filter(({ atMs }) => isInClockSpan(atMs, span, utcOffsetMinutes));
  const day = within(clock.day);
  const night = within(clock.night);
  if (day.length < LEAST_BY_DAY || night.length < LEAST_BY_NIGHT) return { reason: 'too-few-readings' };
  return { full: meanPressure(readings), day: meanPressure(day), night: meanPressure(night), reason: null };
};
