import type { OpeningHours } from '#contracts/clinic.ts';

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

const MOST_STRETCHES = 28;

/** Of one day, the earliest first. */
export const hoursOfDay = (hours: readonly OpeningHours[], weekday: number): OpeningHours[] =>
  hours.filter((each) => each.weekday === weekday).toSorted((a, b) => a.opensAt.localeCompare(b.opensAt));

/** What is wrong with a day's hours: one stretch ends before it begins, or begins before the one before it ends. */
export const problemOfDay = (hours: readonly OpeningHours[], weekday: number): 'order' | 'overlap' | null => {
  const ofDay = hoursOfDay(hours, weekday);
  if (ofDay.some(({ opensAt, closesAt }) => opensAt >= closesAt)) return 'order';
  return ofDay.some(({ opensAt }, index) => opensAt < (ofDay[index - 1]?.closesAt ?? '')) ? 'overlap' : null;
};

export const areHoursValid = (hours: readonly OpeningHours[]): boolean =>
  hours.length > 0 &&
  hours.length <= MOST_STRETCHES &&
  WEEKDAYS.every((weekday) => problemOfDay(hours, weekday) === null);
