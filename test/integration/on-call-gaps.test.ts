import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnCallGaps } from '#contracts/on-call.ts';
import { auditLog, onCallGapNotices, users } from '#database/schema/index.ts';
import { noticeGaps } from '#server/services/on-call/notice-gaps.ts';
import { createRoster, wholeDays } from '../support/on-call.ts';
import { createClinic, type Clinic, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());

const utcDate = (daysAhead: number) => new Date(Date.now() + daysAhead * DAY).toISOString().slice(0, 10);
const gapsSeenBy = async (person: Person): Promise<OnCallGaps> =>
  OnCallGaps.parse(await (await person.get('/api/on-call/gaps')).json());
const notices = (rosterId: string) =>
  server.deps.db
    .select()
    .from(onCallGapNotices)
    .where(eq(onCallGapNotices.rosterId, rosterId))
    .orderBy(asc(onCallGapNotices.foundAt), asc(onCallGapNotices.startsAt));
const auditOf = async (id: string) => {
  const rows = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, id)).orderBy(auditLog.id);
  return rows.map(({ action, actor }) => [action, actor]);
};

describe('a gap', () => {
  it('is noticed once, and once more when it comes back after it was filled', async () => {
    const { administrator, doctor, nurse } = clinic;
    const roster = await createRoster(administrator, 'Filled and empty');
    const path = `/api/on-call/rosters/${roster.id}`;
    // A clinic without a time zone is in UTC: nobody on call from 08:00 three days ahead to 08:00 of the day after.
    const today = wholeDays([doctor], utcDate(0));
    await administrator.send('POST', `${path}/shifts`, {
      ...today,
      startsAt: '00:00',
      endsAt: '00:00',
      validTo: utcDate(2),
    });
    await administrator.send(
      'POST',
      `${path}/shifts`,
      wholeDays([doctor], utcDate(3), { startsAt: '00:00', endsAt: '08:00', validTo: utcDate(3) }),
    );
    await administrator.send('POST', `${path}/shifts`, wholeDays([nurse], utcDate(4)));
    const gap = { from: `${utcDate(3)}T08:00:00.000Z`, to: `${utcDate(4)}T08:00:00.000Z` };
    const { gaps } = await gapsSeenBy(doctor);
    expect(gaps.filter(({ rosterId }) => rosterId === roster.id)).toEqual([
      { ...gap, rosterId: roster.id, rosterName: 'Filled and empty' },
    ]);

    // Two servers look at once.
    const found = await Promise.all([noticeGaps(server.deps), noticeGaps(server.deps)]);
    expect(found.reduce((total, each) => total + each, 0)).toBe(1);
    expect(await noticeGaps(server.deps)).toBe(0);
    const [first, ...others] = await notices(roster.id);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ startsAt: new Date(gap.from), endsAt: new Date(gap.to), closedAt: null });

    const cover = { personId: nurse.userId, insteadOf: null, reason: 'fills the gap', ...gap };
    const filled = await nurse.send('POST', `${path}/covers`, cover);
    const { covers } = ((await filled.json()) as { roster: { covers: { id: string }[] } }).roster;
    expect(await noticeGaps(server.deps)).toBe(0);
    expect(await notices(roster.id)).toMatchObject([{ id: first?.id, outcome: 'filled' }]);
    await nurse.send('POST', `${path}/covers/${covers[0]?.id ?? ''}/cancel`);
    expect(await noticeGaps(server.deps)).toBe(1);
    expect(await notices(roster.id)).toMatchObject([{ outcome: 'filled' }, { outcome: null }]);
    const finder = { type: 'system', id: 'on-call' };
    expect(await auditOf(first?.id ?? '')).toEqual([
      ['on-call-gap:found', finder],
      ['on-call-gap:closed', finder],
    ]);
  });

  it('that has begun is one notice for as long as it lasts, and ends with its roster', async () => {
    const roster = await createRoster(clinic.administrator, 'Empty');
    expect(await noticeGaps(server.deps)).toBe(1);
    expect(await noticeGaps(server.deps)).toBe(0);
    const [notice] = await notices(roster.id);
    const found = (notice?.endsAt.getTime() ?? 0) - (notice?.startsAt.getTime() ?? 0);
    // As far as was looked, and a little further with each look.
    expect(found).toBeGreaterThanOrEqual(7 * DAY);
    await clinic.administrator.send('POST', `/api/on-call/rosters/${roster.id}/close`, { reason: 'not needed' });
    expect(await notices(roster.id)).toMatchObject([{ id: notice?.id, outcome: 'roster-closed' }]);
    expect(await noticeGaps(server.deps)).toBe(0);
  });

  it('opens at once when somebody leaves the clinic', async () => {
    const { administrator, outsider } = clinic;
    const roster = await createRoster(administrator, 'One person');
    const path = `/api/on-call/rosters/${roster.id}/shifts`;
    await administrator.send('POST', path, wholeDays([outsider], utcDate(0), { startsAt: '00:00', endsAt: '00:00' }));
    expect(await noticeGaps(server.deps)).toBe(0);
    await server.deps.db.update(users).set({ banned: true }).where(eq(users.id, outsider.userId));
    expect(await noticeGaps(server.deps)).toBe(1);
    await server.deps.db.update(users).set({ banned: false }).where(eq(users.id, outsider.userId));
    expect(await noticeGaps(server.deps)).toBe(0);
    expect(await notices(roster.id)).toMatchObject([{ outcome: 'filled' }]);
  });

  it('is nobody’s business who does not work here', async () => {
    for (const person of [clinic.patient, clinic.otherPatient]) {
      expect((await person.get('/api/on-call/gaps')).status).toBe(403);
    }
  });
});
