import { and, asc, eq, gt, gte, isNull, or } from 'drizzle-orm';
import type { Database, Transaction } from '#database/client.ts';
import { onCallCovers, onCallRosters, onCallShifts, users } from '#database/schema/index.ts';
import { dateOfDay, localDay } from '#models/local-time/local-day.ts';
import type { Roster } from '#models/on-call/roster.ts';
import { loadHolidays, loadTimeZone } from '../clinic/load-calendar.ts';
import { loadStaff } from './load-staff.ts';

type CoverRow = typeof onCallCovers.$inferSelect & { madeByName: string };

/** A roster as the engine takes it, and as people see it. */
export type LoadedRoster = { name: string; roster: Roster; covers: readonly CoverRow[] };

/**
 * The rosters that are not closed, by name, with all that matters from an instant on: who is on call before it is not
 * to be asked of them.
 */
export const loadRosters = async (
  db: Database | Transaction,
  from: Date,
  rosterId?: string,
): Promise<Map<string, LoadedRoster>> => {
  const wanted = and(
    isNull(onCallRosters.closedAt),
    rosterId === undefined ? undefined : eq(onCallRosters.id, rosterId),
  );
  const timeZone = await loadTimeZone(db);
  const dayBefore = dateOfDay(localDay(timeZone, from.getTime()) - 1);
  const rosters = await db.select().from(onCallRosters).where(wanted).orderBy(asc(onCallRosters.name));
  const shifts = await db
    .select({ shift: onCallShifts })
    .from(onCallShifts)
    .innerJoin(onCallRosters, eq(onCallRosters.id, onCallShifts.rosterId))
    // A shift that began on the day before may still go on.
    .where(and(wanted, or(isNull(onCallShifts.validTo), gte(onCallShifts.validTo, dayBefore))))
    .orderBy(asc(onCallShifts.startsAt), asc(onCallShifts.id));
  const covers = await db
    .select({ cover: onCallCovers, madeByName: users.name })
    .from(onCallCovers)
    .innerJoin(onCallRosters, eq(onCallRosters.id, onCallCovers.rosterId))
    .innerJoin(users, eq(users.id, onCallCovers.madeBy))
    .where(and(wanted, isNull(onCallCovers.cancelledAt), gt(onCallCovers.endsAt, from)))
    .orderBy(asc(onCallCovers.sequence));
  const holidays = new Set((await loadHolidays(db)).map(({ date }) => date));
  const staff = await loadStaff(db);
  return new Map(
    rosters.map(({ id, name }) => {
      const own = covers.filter(({ cover }) => cover.rosterId === id);
      const roster: Roster = {
        ...{ id, timeZone, holidays, staff },
        shifts: shifts.flatMap(({ shift }) => (shift.rosterId === id ? [shift] : [])),
        covers: own.map(({ cover: { startsAt, endsAt, ...cover } }) => ({
          ...{ id: cover.id, personId: cover.personId, insteadOf: cover.insteadOf },
          ...{ from: startsAt.getTime(), to: endsAt.getTime() },
        })),
      };
      return [id, { name, roster, covers: own.map(({ cover, madeByName }) => ({ ...cover, madeByName })) }];
    }),
  );
};
