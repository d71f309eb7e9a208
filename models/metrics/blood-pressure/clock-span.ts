/** A span of the local clock in minutes after midnight: from the first, up to but without the last; may pass midnight. */
export type ClockSpan = { readonly fromMinute: number; readonly toMinute: number };

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Worked example: 22:00-06:00 (1320 to 360) holds 05:59 and 22:00, not 06:00. */
export const isInClockSpan = (atMs: number, { fromMinute, toMinute }: ClockSpan, utcOffsetMinutes: number): boolean => {
  const localMinutes = Math.floor(atMs / MINUTE_MS) + utcOffsetMinutes;
  const minute = ((localMinutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
};
