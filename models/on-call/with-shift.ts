import { dateOfDay, dayOfDate } from '../local-time/local-day.ts';
import type { Roster, Shift } from './roster.ts';

/** The day of the calendar before another one. */
export const dayBefore = (date: string): string => dateOfDay(dayOfDate(date) - 1);

/**
 * A roster as it would be with a shift, in the place of another one where it says so: that one begins for the last time
 * on the day before, or never where it would have begun later, and what it began then is kept to its end. Covers stay;
 * they are about who is on call, whatever shift that comes from.
 *
 * Worked example: a night from 22:00 to 06:00 that gives way on 29 March begins on the 28th for the last time and ends
 * on the 29th at 06:00; the one in its place begins on the 29th at 22:00.
 */
export const withShift = (roster: Roster, shift: Shift, replaces?: string): Roster => ({
  ...roster,
  shifts: [...roster.shifts.map((each) => (each.id === replaces ? endedBefore(each, shift.validFrom) : each)), shift],
});

const endedBefore = (shift: Shift, date: string): Shift => ({
  ...shift,
  validTo: date > shift.validFrom ? dayBefore(date) : dayBefore(shift.validFrom),
});

/** Whether a shift still begins on some day from a date on; one that does not has nothing to give way with. */
export const beginsFrom = ({ validTo }: Shift, date: string): boolean => validTo === null || validTo >= date;
