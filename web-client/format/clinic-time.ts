import { formatInstant } from './time.ts';

/** `07:42` on the clinic's clock, wherever the reader is. */
export const clinicClockText = (instant: string, timeZone: string): string =>
  formatInstant(new Date(instant), { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `Mon 30 Nov 07:42` on the clinic's clock. */
export const clinicMomentText = (instant: string, timeZone: string): string =>
  `${formatInstant(new Date(instant), { timeZone, weekday: 'short', day: 'numeric', month: 'short' })} ${clinicClockText(instant, timeZone)}`;

/** `Mon 30 Nov` for a day of the calendar, `2026-11-30`. */
export const calendarDayText = (date: string): string =>
  formatInstant(new Date(`${date}T00:00:00Z`), {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  });

/** `2026-11-30`: the day of the clinic's calendar at an instant. Swedish writes dates as ISO 8601 does. */
export const clinicDate = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant));

/** The day of the calendar so many days later. */
export const daysLater = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** `Thursday, 24 Dec 2026` for a day of the calendar. */
export const fullDayText = (date: string): string =>
  formatInstant(new Date(`${date}T00:00:00Z`), {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
