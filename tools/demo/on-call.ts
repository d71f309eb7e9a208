import type { Database } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import {
  clinicHolidays,
  escalationPolicies,
  onCallCovers,
  onCallRosters,
  onCallShifts,
} from '#database/schema/index.ts';
import { dateOfDay, localDay, weekdayOfDay } from '#models/local-time/local-day.ts';
import { localInstant } from '#models/local-time/local-instant.ts';
import type { Shift } from '#models/on-call/roster.ts';
import { DEMO_CLINIC } from './people.ts';

/** Holidays that have the same date each year. */
const HOLIDAYS = [
  ['01-01', '元旦 New Year'],
  ['05-01', '劳动节 Labour Day'],
  ['10-01', '国庆节 National Day'],
  ['10-02', '国庆节 National Day'],
  ['10-03', '国庆节 National Day'],
] as const;

const WORKDAYS = [1, 2, 3, 4, 5];
const FROM_8_TO_18 = { startsAt: '08:00', endsAt: '18:00' } as const;

type DemoShift = Omit<Shift, 'id' | 'validFrom' | 'validTo'>;

/** Somebody is on call at every instant: by day, by night, at the weekend and on holidays. */
const SHIFTS: readonly DemoShift[] = [
  { weekdays: WORKDAYS, ...FROM_8_TO_18, people: ['chen', 'costa'], handOver: 'shift', holidays: 'excluded' },
  { weekdays: WORKDAYS, ...FROM_8_TO_18, people: ['costa', 'chen'], handOver: 'shift', holidays: 'only' },
  {
    ...{ weekdays: WORKDAYS, startsAt: '18:00', endsAt: '08:00' },
    ...{ people: ['costa', 'chen', 'li'], handOver: 'week', holidays: 'included' },
  },
  {
    ...{ weekdays: [6, 7], startsAt: '08:00', endsAt: '08:00' },
    ...{ people: ['li', 'costa', 'chen'], handOver: 'week', holidays: 'included' },
  },
];

/** The demo clinic's roster, the holidays of this year and the next, and whom its alerts are escalated to. */
export const seedOnCall = async (db: Database, now: Date, staff: ReadonlyMap<string, string>): Promise<void> => {
  const idOf = (key: string): string => {
    const id = staff.get(key);
    if (id === undefined) throw new Error(`the demo clinic has no ${key}`);
    return id;
  };
  const by = idOf('admin');
  const { timeZone } = DEMO_CLINIC;
  const today = localDay(timeZone, now.getTime());
  const rosterId = newId();
  await db.insert(onCallRosters).values({ id: rosterId, name: '值班医生 On call', createdAt: now, createdBy: by });
  // From the Monday four weeks ago: the rotation has gone round.
  const validFrom = dateOfDay(today - weekdayOfDay(today) + 1 - 28);
  await db.insert(onCallShifts).values(
    SHIFTS.map(({ people, weekdays, ...shift }) => ({
      ...{ id: newId(), rosterId, ...shift, weekdays: [...weekdays], people: people.map(idOf) },
      ...{ validFrom, createdAt: now, createdBy: by },
    })),
  );
  // Two days, within which the other doctor has a turn whatever day it is.
  await db.insert(onCallCovers).values({
    ...{ id: newId(), rosterId, personId: idOf('chen'), insteadOf: idOf('costa') },
    startsAt: new Date(localInstant(timeZone, today + 2, 8 * 60)),
    endsAt: new Date(localInstant(timeZone, today + 4, 8 * 60)),
    ...{ reason: '参加学术会议 At a conference', madeAt: now, madeBy: idOf('costa') },
  });
  const year = now.getUTCFullYear();
  await db
    .insert(clinicHolidays)
    .values(
      [year, year + 1].flatMap((of) =>
        HOLIDAYS.map(([day, name]) => ({ date: `${of}-${day}`, name, addedBy: by, addedAt: now })),
      ),
    );
  await db.insert(escalationPolicies).values({
    ...{ severity: 'critical', version: 1, changedBy: by, changedAt: now, reason: '首次设置 First setting' },
    tiers: [
      { targets: [{ kind: 'care-team' }], answerWithin: { kind: 'minutes', minutes: 15 } },
      { targets: [{ kind: 'roster', rosterId }], answerWithin: { kind: 'minutes', minutes: 30 } },
      { targets: [{ kind: 'user', userId: idOf('chen') }], answerWithin: { kind: 'minutes', minutes: 30 } },
    ],
  });
};
