import { DAY_MS, localOffsetMs } from './local-day.ts';

const MINUTE_MS = 60_000;

/**
 * When the clock of a time zone comes to a minute of a calendar day (in days since 1970-01-01; minutes beyond 1440 are
 * the next day's), in ms.
 *
 * A time that the clock shows twice is meant the first time, as in iCalendar (RFC 5545, 3.3.5). A time that it leaves out
 * comes with the jump itself, where RFC 5545 would go on counting: 02:30 would then be later than 03:00, and who is on
 * call until 02:30 would be so together with who comes after them. So, a later time on the wall is never an earlier
 * instant.
 *
 * Worked example, Berlin: 02:30 on 25 October 2026 is 00:30Z, not 01:30Z; 02:30 on 29 March 2026 is 01:00Z, as is 03:00.
 */
export const localInstant = (timeZone: string, day: number, minute: number): number => {
  const wanted = day * DAY_MS + minute * MINUTE_MS;
  // Zones reach from UTC-12 to UTC+14, and none changes its clock twice within two days.
  const before = localOffsetMs(timeZone, wanted - DAY_MS);
  const after = localOffsetMs(timeZone, wanted + DAY_MS);
  const first = wanted - before;
  if (localOffsetMs(timeZone, first) === before) return first;
  const second = wanted - after;
  if (localOffsetMs(timeZone, second) === after) return second;
  return jumpBetween(timeZone, second, first, after);
};

/** The first minute after `from`, at the latest `to`, that has the offset. */
const jumpBetween = (timeZone: string, from: number, to: number, offsetMs: number): number => {
  let [before, after] = [from, to];
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS;
    if (localOffsetMs(timeZone, middle) === offsetMs) after = middle;
    else before = middle;
  }
  return after;
};
