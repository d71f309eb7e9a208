import type { ExampleMoment } from '#contracts/example-moment.ts';
import { localDay, weekdayOfDay } from '../local-time/local-day.ts';
import { localInstant } from '../local-time/local-instant.ts';

const MOMENTS = {
  night: { weekday: 6, minute: 3 * 60 },
  day: { weekday: 3, minute: 10 * 60 },
} as const;

/**
 * When the alert of a worked example comes, in ms, by the clinic's clock. Worked example: on Saturday at 02:00 the next
 * night's is an hour away, at 04:00 it is a week away.
 */
export const exampleInstant = (moment: ExampleMoment, timeZone: string, nowMs: number): number => {
  if (moment === 'now') return nowMs;
  const { weekday, minute } = MOMENTS[moment];
  let day = localDay(timeZone, nowMs);
  while (weekdayOfDay(day) !== weekday || localInstant(timeZone, day, minute) <= nowMs) day += 1;
  return localInstant(timeZone, day, minute);
};
