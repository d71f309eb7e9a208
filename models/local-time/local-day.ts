import { utcOffsetMinutes } from './utc-offset.ts';

const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;
/** All clocks of the world are whole quarters of an hour apart. */
export const QUARTER_MS = 15 * MINUTE_MS;

/** The offset that holds for a whole day of UTC; NaN where the zone changes its clock on it. */
const dayOffsets = new Map<string, Map<number, number>>();
/** Days remembered of one zone: years of them, at a few bytes each. */
const MOST_DAYS = 1_024;

/** Milliseconds ahead of UTC in a time zone at an instant. */
export const localOffsetMs = (timeZone: string, atMs: number): number => {
  const utcDay = Math.floor(atMs / DAY_MS);
  let ofZone = dayOffsets.get(timeZone);
  if (ofZone === undefined) {
    ofZone = new Map();
    dayOffsets.set(timeZone, ofZone);
  }
  let offset = ofZone.get(utcDay);
  if (offset === undefined) {
    const first = utcOffsetMinutes(timeZone, utcDay * DAY_MS);
    const last = utcOffsetMinutes(timeZone, (utcDay + 1) * DAY_MS - 1);
    offset = first === last ? first * MINUTE_MS : Number.NaN;
    if (ofZone.size >= MOST_DAYS) ofZone.clear();
    ofZone.set(utcDay, offset);
  }
  return Number.isNaN(offset) ? utcOffsetMinutes(timeZone, atMs) * MINUTE_MS : offset;
};

/**
 * The calendar day of an instant in a time zone, in days since 1970-01-01. Worked example: 2019-07-24T03:30Z is day
 * 18100 (23 July) in America/Chicago and day 18101 in Asia/Shanghai.
 */
export const localDay = (timeZone: string, atMs: number): number =>
  Math.floor((atMs + localOffsetMs(timeZone, atMs)) / DAY_MS);

/** When a calendar day begins in a time zone; the first instant of it where the clock jumps over midnight. */
export const startOfLocalDay = (timeZone: string, day: number): number => {
  // Zones reach from UTC-12 to UTC+14: the day begins within this stretch, on a quarter of an hour.
  let before = day * DAY_MS - 15 * 60 * MINUTE_MS;
  let after = day * DAY_MS + 13 * 60 * MINUTE_MS;
  while (after - before > QUARTER_MS) {
    const middle = before + Math.floor((after - before) / 2 / QUARTER_MS) * QUARTER_MS;
    if (localDay(timeZone, middle) < day) before = middle;
    else after = middle;
  }
  return after;
};

/** `2019-07-23` for day 18100. */
export const dateOfDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Day 18100 for `2019-07-23`. */
export const dayOfDate = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

/** 1 (Monday) to 7 (Sunday), as ISO 8601 counts. Worked example: day 0, 1 January 1970, was a Thursday: 4. */
export const weekdayOfDay = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
