import type { OnCallWeek, OnCallWeekQuery } from '#contracts/on-call.ts';
import { dateOfDay, dayOfDate, localDay, weekdayOfDay } from '#models/local-time/local-day.ts';
import { localInstant } from '#models/local-time/local-instant.ts';
import { gapsAroundNow, shiftsAroundNow } from '#models/on-call/around-now.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { loadHolidays, loadTimeZone } from '../clinic/load-calendar.ts';
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
  const holidays = new Map((await loadHolidays(db)).map((holiday) => [holiday.date, holiday.name]));
  const [from, to] = [startOf(0), startOf(7)];
  const rosters = await loadRosters(db, new Date(from));
  return {
    timeZone,
    days: Array.from({ length: 7 }, (_, index) => {
      const of = dateOfDay(monday + index);
      return {
        date: of,
        ...toGap({ from: startOf(index), to: startOf(index + 1) }),
        holiday: holidays.get(of) ?? null,
      };
    }),
    rosters: [...rosters.values()].map(({ roster }) => ({
      id: roster.id,
      duties: shiftsAroundNow(roster, from, to, at).map(toDuty),
      gaps: gapsAroundNow(roster, from, to, at).map(toGap),
    })),
  };
};
