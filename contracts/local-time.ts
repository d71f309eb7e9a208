import { z } from 'zod';
import { isTimeZone } from './time-zone.ts';

/** A name of the IANA time zone database, such as `Asia/Shanghai`, that this runtime knows. */
export const TimeZone = z.string().max(64).refine(isTimeZone, 'is no time zone');

/** `22:00` on the clock of some wall. */
export const ClockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

/** Days of the week as ISO 8601 numbers them: 1 is Monday, 7 is Sunday. */
export const Weekday = z.int().min(1).max(7);

/** `2026-12-24`: a day of somebody's calendar, within a century that calendars can be made for. */
export const CalendarDate = z.iso
  .date()
  .refine((date) => date >= '2000-01-01' && date <= '2100-12-31', 'is not between 2000 and 2100');
