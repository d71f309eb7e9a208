import { meanPressure } from './mean-pressure.ts';
import type { Pressure } from './pressure.ts';

/** A cuff reading and the number of the local day it was taken on. */
export type HomeReading = Pressure & { readonly dayNumber: number };

export type HomeMean =
  | { readonly mean: Pressure; readonly readings: number; readonly days: number; readonly reason: null }
  | { readonly mean: null; readonly reason: 'no-readings' | 'too-few-readings' | 'too-few-days' };

/** Days of the window, the last one included; its first day is left out. */
export const HOME_MEAN_DAYS = 7;
/** What must be left to take a mean of: 2 readings a day on 3 days, the least that guidelines take. */
const LEAST_READINGS = 6;
const LEAST_DAYS = 3;

/**
 * Mean home blood pressure in mmHg of the seven local days up to `lastDay`, without the first of them, on which readings
 * run high. CHEP 2017 (duplicate readings, 7 days, those of the first day not considered) and ESH 2021, J Hypertens
 * 39:1742: 7 days, at least 3. Without 6 readings on 3 days there is no mean, but the reason. Worked example: lastDay 10,
 * readings 150/95 on day 4, 132/84 and 136/86 on each of days 8, 9 and 10 -> day 4 is left out, 134/85.
 */
export const homeMean = (readings: readonly HomeReading[], lastDay: number): HomeMean => {
  const firstDay = lastDay - HOME_MEAN_DAYS + 2;
  const counted = readings.filter(({ dayNumber }) => dayNumber >= firstDay && dayNumber <= lastDay);
  if (counted.length === 0) return { mean: null, reason: 'no-readings' };
  if (counted.length < LEAST_READINGS) return { mean: null, reason: 'too-few-readings' };
  const days = new Set(counted.map(({ dayNumber }) => dayNumber)).size;
  if (days < LEAST_DAYS) return { mean: null, reason: 'too-few-days' };
  return { mean: meanPressure(counted), readings: counted.length, days, reason: null };
};
