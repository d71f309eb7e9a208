import type { Holiday } from '#contracts/clinic.ts';
import type { OnCallDay } from '#contracts/on-call.ts';
import { dateOfDay } from '#models/local-time/local-day.ts';
import { localInstant } from '#models/local-time/local-instant.ts';
import { toGap } from './to-roster.ts';

/** So many days of the clinic's calendar, from a day on (in days since 1970-01-01), each from midnight to midnight. */
export const calendarDays = (
  timeZone: string,
  holidays: readonly Holiday[],
  firstDay: number,
  count: number,
): OnCallDay[] => {
  const names = new Map(holidays.map(({ date, name }) => [date, name]));
  return Array.from({ length: count }, (_, index) => {
    const day = firstDay + index;
    const date = dateOfDay(day);
    const midnights = { from: localInstant(timeZone, day, 0), to: localInstant(timeZone, day + 1, 0) };
    return { date, ...toGap(midnights), holiday: names.get(date) ?? null };
  });
};
