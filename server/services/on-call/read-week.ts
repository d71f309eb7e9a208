import type { OnCallWeek, OnCallWeekQuery } from '#contracts/on-call.ts';
import { dayOfDate, localDay, weekdayOfDay } from '#models/local-time/local-day.ts';
import { localInstant } from '#models/local-time/local-instant.ts';
import { gapsAroundNow, shiftsAroundNow } from '#models/on-call/around-now.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { loadHolidays, loadTimeZone } from '../clinic/load-calendar.ts';
import { calendarDays } from './calendar-days.ts';
import { loadRosters } from './load-rosters.ts';
import { toDuty, toGap } from './to-roster.ts';

/** A week of the clinic's calendar: who is on call when by every roster, and when nobody is. */
export const readWeek = async ({ db, now }: Deps, actor: SignedIn, { date }: OnCallWeekQuery): Promise<OnCallWeek> => {
  requireRole(actor, 'administrator', 'clinician');
  const timeZone = await loadTimeZone(db);
  const at = now().getTime();
  const day = date === undefined ? localDay(timeZone, at) : dayOfDate(date);
  const monday = day - weekdayOfDay(day) + 1;
  const startOf = (index: number): number => localInstant(timeZone, monday + index, 0);
  const days = calendarDays(timeZone, await loadHolidays(db), monday, 7);
  const [from, to] = [startOf(0), startOf(7)];
  const rosters = await loadRosters(db, new Date(from));
  return {
    timeZone,
    days,
    rosters: [...rosters.values()].map(({ roster }) => ({
      id: roster.id,
      duties: shiftsAroundNow(roster, from, to, at).map(toDuty),
      gaps: gapsAroundNow(roster, from, to, at).map(toGap),
    })),
  };
};
