import { dateOfDay, localDay, weekdayOfDay } from '../local-time/local-day.ts';
import { localInstant } from '../local-time/local-instant.ts';
import { minuteOfClock } from '../local-time/minute-of-clock.ts';
import type { OpeningHours } from '#contracts/clinic.ts';

/** When the clinic is open, in its own time zone. */
export type ClinicCalendar = {
  timeZone: string;
  openingHours: readonly OpeningHours[];
  /** Dates on which it stays closed. */
  holidays: ReadonlySet<string>;
};

/** Longer than any clinic is closed at a stretch. */
const MOST_DAYS = 60;
const DAY_MS = 24 * 60 * 60_000;

/**
 * The end of the next working day: of the first one whose opening is still to come, when the clinic closes. A clinic that
 * does not open within 60 days has no working day to wait for; what waits is due a day later.
 *
 * Worked example, open on weekdays from 08:00 to 17:00: what comes on Friday at 15:00 is due on Monday at 17:00, or on
 * Tuesday where Monday is a holiday; what comes on Monday at 02:00 is due on that Monday at 17:00.
 */
export const endOfNextWorkingDay = (calendar: ClinicCalendar, atMs: number): number => {
  const { timeZone, openingHours, holidays } = calendar;
  const today = localDay(timeZone, atMs);
  for (let day = today; day <= today + MOST_DAYS; day += 1) {
    const hours = openingHours.filter(({ weekday }) => weekday === weekdayOfDay(day));
    if (hours.length === 0 || holidays.has(dateOfDay(day))) continue;
    const opensAt = localInstant(timeZone, day, Math.min(...hours.map(({ opensAt }) => minuteOfClock(opensAt))));
    if (opensAt < atMs) continue;
    return localInstant(timeZone, day, Math.max(...hours.map(({ closesAt }) => minuteOfClock(closesAt))));
  }
  return atMs + DAY_MS;
};
