import { dayOfDate, weekdayOfDay } from '../local-time/local-day.ts';
import type { Shift } from './roster.ts';

type Rotation = Pick<Shift, 'weekdays' | 'validFrom' | 'people' | 'handOver'>;

/**
 * Whose turn a shift is that begins on a calendar day: a matter of counting from its first day, so that it is the same
 * whenever it is asked. Holidays count as days on which the shift begins: one that is added later moves nobody's turn.
 * Weeks are counted from `validFrom`: a shift that is valid from a Friday is handed over on Fridays.
 */
export const whoseTurn = ({ weekdays, validFrom, people, handOver }: Rotation, day: number): string | undefined => {
  const first = dayOfDate(validFrom);
  const weeks = Math.floor((day - first) / 7);
  const turns =
    handOver === 'week' ? weeks : weeks * new Set(weekdays).size + beginsBetween(weekdays, first + 7 * weeks, day);
  return people[turns % people.length];
};

/** On how many days from `from` until before `to` a shift begins; for less than a week. */
const beginsBetween = (weekdays: readonly number[], from: number, to: number): number =>
  Array.from({ length: to - from }, (_, i) => weekdayOfDay(from + i)).filter((weekday) => weekdays.includes(weekday))
    .length;
