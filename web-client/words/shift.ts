import { msg, str } from '@lit/localize';
import type { HandOver, OnCallGap, OnCallPerson, Shift, ShiftHolidays } from '#contracts/on-call.ts';
import { calendarDayText, clinicMomentText } from '../format/clinic-time.ts';
import { formatInstant } from '../format/time.ts';
import type { DraftProblem } from '../shift-draft.ts';
import { namesOf } from './on-call.ts';

/** 5 January 1970 was a Monday. */
const dayOfWeek = (weekday: number): Date => new Date((weekday + 3) * 86_400_000);

/** `Mon` for 1. */
export const weekdayText = (weekday: number): string =>
  formatInstant(dayOfWeek(weekday), { timeZone: 'UTC', weekday: 'short' });

/** `Every day`, `Mon–Fri`, `Sat, Sun`: three days or more that follow one another are told by the first and the last. */
export const weekdaysWords = (weekdays: readonly number[]): string => {
  if (weekdays.length === 7) return msg('Every day');
  const runs: number[][] = [];
  for (const weekday of [...weekdays].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1) === weekday - 1) run.push(weekday);
    else runs.push([weekday]);
  }
  const parts = runs.flatMap((run) => {
    const words = run.map(weekdayText);
    return words.length < 3 ? words : [`${words[0] ?? ''}–${words.at(-1) ?? ''}`];
  });
  return parts.join(msg(', '));
};

type Hours = Pick<Shift, 'startsAt' | 'endsAt'>;

/** Where a shift ends, seen from the day on which it begins; null where that is the same day. */
export const endWords = ({ startsAt, endsAt }: Hours): string | null => {
  if (endsAt === startsAt) return msg('a whole day');
  return endsAt < startsAt ? msg('ends on the next day') : null;
};

/** `18:00–08:00, ends on the next day` */
export const shiftHoursWords = (hours: Hours): string => {
  const end = endWords(hours);
  const clock = `${hours.startsAt}–${hours.endsAt}`;
  return end === null ? clock : msg(str`${clock} (${end})`);
};

export const handOverWord = (handOver: HandOver): string =>
  handOver === 'week' ? msg('handed over each week') : msg('handed over each shift');

export const holidaysWord = (holidays: ShiftHolidays): string => {
  switch (holidays) {
    case 'included':
      return msg('on holidays, too');
    case 'excluded':
      return msg('not on holidays');
    case 'only':
      return msg('on holidays only');
  }
};

/** As they stand under “The next person comes”. */
export const handOverChoiceWord = (handOver: HandOver): string =>
  handOver === 'week' ? msg('each week') : msg('each time it begins');

/** As they stand under “On the clinic's holidays”. */
export const holidaysChoiceWord = (holidays: ShiftHolidays): string => {
  switch (holidays) {
    case 'included':
      return msg('it begins, too');
    case 'excluded':
      return msg('it does not begin');
    case 'only':
      return msg('it begins on these only');
  }
};

/** `Mon–Fri 18:00–08:00 (ends on the next day)` */
export const shiftTitle = (shift: Shift): string => `${weekdaysWords(shift.weekdays)} ${shiftHoursWords(shift)}`;

/** Who goes round, and how. */
export const turnsWords = ({ people, handOver }: Shift, staff: readonly OnCallPerson[]): string => {
  const names = namesOf(staff, people);
  return people.length === 1 ? names : msg(str`${names}; ${handOverWord(handOver)}`);
};

/** From when until when, where that is not simply now; null where it is. */
export const validWords = ({ validFrom, validTo }: Shift, today: string): string | null => {
  const [first, last] = [calendarDayText(validFrom), validTo === null ? '' : calendarDayText(validTo)];
  if (validFrom > today) return validTo === null ? msg(str`from ${first}`) : msg(str`from ${first}, last on ${last}`);
  return validTo === null ? null : msg(str`last on ${last}`);
};

export const gapCount = (count: number): string => (count === 1 ? msg('1 gap') : msg(str`${count} gaps`));

/** All of them together, in hours: days would round away what matters. */
const hoursOf = (gaps: readonly OnCallGap[]): number => {
  const ms = gaps.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0);
  return Math.round(ms / 360_000) / 10;
};

export const hoursWithoutWords = (gaps: readonly OnCallGap[]): string => {
  const hours = hoursOf(gaps);
  return hours === 1 ? msg('1 hour without anybody') : msg(str`${hours} hours without anybody`);
};

/** What a shift does about the gaps there are: some are gone with it, or what it closes are parts of them. */
export const closesWords = (goneCount: number, closed: readonly OnCallGap[]): string =>
  goneCount > 0
    ? msg(str`It closes ${gapCount(goneCount)}.`)
    : msg(str`It makes gaps shorter, by ${hoursOf(closed)} hours in all.`);

/** `Mon 30 Nov 08:00 until Mon 30 Nov 18:00` */
export const gapWords = ({ from, to }: OnCallGap, timeZone: string): string => {
  const [begins, ends] = [clinicMomentText(from, timeZone), clinicMomentText(to, timeZone)];
  return msg(str`${begins} until ${ends}`);
};

export const draftProblemWords = (problem: DraftProblem): string => {
  switch (problem) {
    case 'weekdays':
      return msg('Please choose at least one day of the week.');
    case 'times':
      return msg('Please enter when it begins and when it ends.');
    case 'first-day':
      return msg('Please choose a first day, today at the earliest.');
    case 'last-day':
      return msg('Please choose a last day that is not before the first, or none.');
    case 'people':
      return msg('Please add at least one person.');
  }
};
