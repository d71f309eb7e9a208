import { dateOfDay, dayOfDate, localDay, weekdayOfDay } from '../local-time/local-day.ts';
import { localInstant } from '../local-time/local-instant.ts';
import { minuteOfClock } from '../local-time/minute-of-clock.ts';
import { overlaps, type Duty, type Roster, type Shift, type Stretch } from './roster.ts';
import { whoseTurn } from './turn.ts';

const DAY_MINUTES = 24 * 60;

/**
 * Every turn of a shift that reaches into a stretch of time, whole, whoever it falls to. Summer time makes it shorter or
 * longer: 22:00 to 06:00 has 7 hours when the clock goes forward in that night, 9 when it goes back.
 */
export const occurrencesIn = (
  { timeZone, holidays }: Pick<Roster, 'timeZone' | 'holidays'>,
  shift: Shift,
  stretch: Stretch,
): Duty[] => {
  const firstDay = Math.max(dayOfDate(shift.validFrom), localDay(timeZone, stretch.from) - 1);
  const lastDay = Math.min(
    shift.validTo === null ? Infinity : dayOfDate(shift.validTo),
    localDay(timeZone, stretch.to),
  );
  const begins = minuteOfClock(shift.startsAt);
  const ends = minuteOfClock(shift.endsAt) + (shift.endsAt <= shift.startsAt ? DAY_MINUTES : 0);
  const duties: Duty[] = [];
  for (let day = firstDay; day <= lastDay; day += 1) {
    if (!shift.weekdays.includes(weekdayOfDay(day)) || !beginsOn(shift, holidays.has(dateOfDay(day)))) continue;
    const personId = whoseTurn(shift, day);
    if (personId === undefined) continue;
    const turn = { from: localInstant(timeZone, day, begins), to: localInstant(timeZone, day, ends) };
    // The hour that summer time leaves out may be a whole shift.
    if (turn.from >= turn.to || !overlaps(turn, stretch)) continue;
    duties.push({ ...turn, personId, shiftId: shift.id, coverId: null, insteadOf: null });
  }
  return duties;
};

const beginsOn = ({ holidays }: Shift, isHoliday: boolean): boolean => {
  switch (holidays) {
    case 'included':
      return true;
    case 'excluded':
      return !isHoliday;
    case 'only':
      return isHoliday;
  }
};
