import { and, eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  OnCallBoard,
  OnCallWeek,
  ShiftPreview,
  type Duty,
  type PreviewShift,
  type Roster,
} from '#contracts/on-call.ts';
import { newId } from '#database/ids.ts';
import { auditLog, clinics, onCallCovers, users } from '#database/schema/index.ts';
import { createRoster, rosterOf, wholeDays } from '../support/on-call.ts';
import { createClinic, type Clinic, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/** Tuesday, 10:00 in Shanghai. */
const NOW = Date.parse('2026-12-01T02:00:00Z');
const HOUR = 3_600_000;

let now = NOW;
let server: TestServer;
let clinic: Clinic;
let roster: Roster;
let count = 0;

beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(now) });
  await server.deps.db.insert(clinics).values({ name: 'Clinic', timeZone: 'Asia/Shanghai' });
  clinic = await createClinic(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  now = NOW;
  roster = await createRoster(clinic.administrator, `Doctors ${(count += 1)}`);
});

const path = (rest = '') => `/api/on-call/rosters/${roster.id}${rest}`;
const addShift = (body: object, person = clinic.administrator) => person.send('POST', path('/shifts'), body);
const addCover = (person: Person, body: object) =>
  person.send('POST', path('/covers'), { reason: 'away that night', ...body });
const iso = (hours: number) => new Date(NOW + hours * HOUR).toISOString();
const board = async (person: Person): Promise<OnCallBoard> =>
  OnCallBoard.parse(await (await person.get('/api/on-call')).json());
const onBoard = async (): Promise<Roster> => {
  const found = (await board(clinic.doctor)).rosters.find(({ id }) => id === roster.id);
  if (found === undefined) throw new Error('the roster is not on the board');
  return found;
};
const people = (duties: readonly Duty[]) => duties.map(({ personId }) => personId);
const statusOf = async (answer: Promise<Response>) => (await answer).status;
const audited = async () => {
  const rows = await server.deps.db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.subjectType, 'on-call-roster'), eq(auditLog.subjectId, roster.id)))
    .orderBy(auditLog.id);
  return rows.map(({ action, actor }) => [action, actor.type === 'user' ? actor.id : actor.type]);
};
const audit = (action: string, person: Person) => [`on-call-${action}`, person.userId];

describe('a roster', () => {
  it('says who is on call now and next, in the clinic’s time zone', async () => {
    const { doctor, nurse } = clinic;
    expect((await onBoard()).onCall).toEqual([]);
    const answer = await addShift(wholeDays([doctor, nurse], '2026-12-01'));
    expect(answer.status).toBe(201);
    const seen = await onBoard();
    expect(seen).toEqual(await rosterOf(answer));
    expect(seen.onCall).toMatchObject([
      { personId: doctor.userId, from: '2026-12-01T00:00:00.000Z', to: '2026-12-02T00:00:00.000Z' },
    ]);
    expect(seen.next).toMatchObject({ at: '2026-12-02T00:00:00.000Z', onCall: [{ personId: nurse.userId }] });
    const { timeZone, people: staff } = await board(clinic.administrator);
    expect(timeZone).toBe('Asia/Shanghai');
    expect(staff.map(({ id }) => id).sort()).toEqual(
      [doctor, nurse, clinic.outsider].map(({ userId }) => userId).sort(),
    );
  });

  it('is made, renamed and closed by an administrator, under a name of its own, and each is on record', async () => {
    const { administrator, doctor, patient } = clinic;
    for (const person of [doctor, patient]) {
      expect(await statusOf(person.send('POST', '/api/on-call/rosters', { name: 'Mine' }))).toBe(403);
      expect(await statusOf(person.send('PUT', path(), { name: 'Mine' }))).toBe(403);
      expect(await statusOf(person.send('POST', path('/close'), { reason: 'no more' }))).toBe(403);
    }
    expect(await statusOf(administrator.send('POST', '/api/on-call/rosters', { name: roster.name }))).toBe(409);
    const other = await createRoster(administrator, `Nurses ${count}`);
    expect(await statusOf(administrator.send('PUT', path(), { name: other.name }))).toBe(409);
    expect(await rosterOf(await administrator.send('PUT', path(), { name: `All ${count}` }))).toMatchObject({
      name: `All ${count}`,
    });
    expect(await statusOf(administrator.send('POST', path('/close'), { reason: 'one is enough' }))).toBe(200);
    expect(await statusOf(administrator.send('POST', path('/close'), { reason: 'one is enough' }))).toBe(404);
    expect((await board(doctor)).rosters.map(({ id }) => id)).not.toContain(roster.id);
    // The name is free again.
    await createRoster(administrator, `All ${count}`);
    expect(await audited()).toEqual([
      audit('roster:created', administrator),
      audit('roster:renamed', administrator),
      audit('roster:closed', administrator),
    ]);
  });

  it('does not change when the audit row cannot be written', async () => {
    const { sql } = server.deps;
    await sql`
      create function refuse_audit() returns trigger language plpgsql as $$ begin raise 'no audit today'; end $$`;
    await sql`create trigger refuse before insert on audit_log for each row execute function refuse_audit()`;
    try {
      expect(await statusOf(addShift(wholeDays([clinic.doctor], '2026-12-01')))).toBe(500);
      expect(await statusOf(clinic.administrator.send('POST', path('/close'), { reason: 'no more' }))).toBe(500);
    } finally {
      await sql`drop trigger refuse on audit_log`;
      await sql`drop function refuse_audit`;
    }
    expect(await onBoard()).toMatchObject({ shifts: [], onCall: [] });
  });
});

describe('a shift', () => {
  it('is added from today on, of doctors and nurses who work here, and of a proper form', async () => {
    const { doctor, nurse, administrator, patient } = clinic;
    expect(await statusOf(addShift(wholeDays([doctor], '2026-12-01'), doctor))).toBe(403);
    const refused = [
      wholeDays([doctor], '2026-11-30'),
      wholeDays([doctor, administrator], '2026-12-01'),
      wholeDays([patient], '2026-12-01'),
      wholeDays([doctor, doctor], '2026-12-01'),
      wholeDays([], '2026-12-01'),
      { ...wholeDays([doctor], '2026-12-01'), people: [newId()] },
      wholeDays([doctor], '2026-12-01', { weekdays: [0] }),
      wholeDays([doctor], '2026-12-01', { weekdays: [1, 1] }),
      wholeDays([doctor], '2026-12-01', { startsAt: '24:00' }),
      wholeDays([doctor], '2026-12-05', { validTo: '2026-12-04' }),
      wholeDays([doctor], '9999-12-31'),
      wholeDays([doctor], '2026-12-01', { reason: ' ' }),
    ];
    for (const body of refused) expect(await statusOf(addShift(body)), JSON.stringify(body)).toBe(400);
    await server.deps.db.update(users).set({ banned: true }).where(eq(users.id, nurse.userId));
    expect(await statusOf(addShift(wholeDays([nurse], '2026-12-01')))).toBe(400);
    await server.deps.db.update(users).set({ banned: false }).where(eq(users.id, nurse.userId));
    expect(await onBoard()).toMatchObject({ shifts: [] });
  });

  it('is ended, or gives way to another, without a moment in between', async () => {
    const { administrator, doctor, nurse } = clinic;
    const [first] = (await rosterOf(await addShift(wholeDays([doctor], '2026-12-01')))).shifts;
    const replaced = await addShift(wholeDays([nurse], '2026-12-03', { replaces: first?.id ?? '' }));
    const after = await rosterOf(replaced);
    expect(after.shifts.map(({ validTo }) => validTo).sort()).toEqual(['2026-12-02', null].sort());
    expect(after.next).toMatchObject({ at: '2026-12-03T00:00:00.000Z', onCall: [{ personId: nurse.userId }] });
    const second = after.shifts.find(({ validTo }) => validTo === null)?.id ?? '';
    const end = (person: Person, id: string, lastDay: string) =>
      person.send('POST', path(`/shifts/${id}/end`), { lastDay, reason: 'as agreed' });
    expect(await statusOf(end(doctor, second, '2026-12-05'))).toBe(403);
    expect(await statusOf(end(administrator, second, '2026-11-29'))).toBe(400);
    expect(await statusOf(end(administrator, newId(), '2026-12-05'))).toBe(404);
    // Before it begins: it never does.
    const ended = await rosterOf(await end(administrator, second, '2026-11-30'));
    expect(ended.shifts.map(({ validTo }) => validTo).sort()).toEqual(['2026-12-02', '2026-12-02']);
    expect(await statusOf(end(administrator, first?.id ?? '', '2026-12-02'))).toBe(409);
    expect(await statusOf(addShift(wholeDays([nurse], '2026-12-04', { replaces: first?.id ?? '' })))).toBe(409);
    expect(await audited()).toEqual([
      audit('roster:created', administrator),
      ...Array.from({ length: 2 }, () => audit('shift:added', administrator)),
      audit('shift:ended', administrator),
    ]);
  });

  it('of somebody who left the clinic is nobody’s at once', async () => {
    const { doctor } = clinic;
    await addShift(wholeDays([doctor], '2026-12-01'));
    const { db } = server.deps;
    await db.update(users).set({ banned: true }).where(eq(users.id, doctor.userId));
    const { rosters, people: staff } = await board(clinic.administrator);
    await db.update(users).set({ banned: false }).where(eq(users.id, doctor.userId));
    expect(rosters.find(({ id }) => id === roster.id)?.onCall).toEqual([]);
    expect(staff.find(({ id }) => id === doctor.userId)?.hasLeft).toBe(true);
  });
});

describe('a shift that is only tried', () => {
  const tryShift = (body: object, person = clinic.administrator) => person.send('POST', path('/shifts/preview'), body);
  const tried = async (body: object): Promise<ShiftPreview> => {
    const answer = await tryShift(body);
    expect(answer.status).toBe(200);
    return ShiftPreview.parse(await answer.json());
  };
  /** Without the reason, which only what is kept has. */
  const days = (people: readonly Person[], validFrom: string, values: Partial<PreviewShift> = {}) => ({
    ...wholeDays(people, validFrom, values),
    reason: undefined,
  });
  const NIGHT = { startsAt: '18:00', endsAt: '08:00' };

  it('shows two weeks from its first day, with the gaps beside those of now, and changes nothing', async () => {
    const { doctor, nurse } = clinic;
    const before = await onBoard();
    const body = days([doctor, nurse], '2026-12-02', NIGHT);
    const preview = await tried(body);
    expect(preview.days.map(({ date }) => date)).toEqual(
      Array.from({ length: 14 }, (_, index) => `2026-12-${String(index + 2).padStart(2, '0')}`),
    );
    expect(preview).toMatchObject({ from: '2026-12-01T16:00:00.000Z', to: '2026-12-15T16:00:00.000Z' });
    expect(preview.gapsNow).toEqual([{ from: preview.from, to: preview.to }]);
    expect(people(preview.duties).slice(0, 3)).toEqual([doctor, nurse, doctor].map(({ userId }) => userId));
    expect(new Set(preview.duties.map(({ shiftId }) => shiftId))).toEqual(new Set([preview.shiftId]));
    expect(preview.closes).toHaveLength(14);
    expect(preview.gaps).toHaveLength(14);
    expect(preview.gaps[1]).toEqual({ from: '2026-12-03T00:00:00.000Z', to: '2026-12-03T10:00:00.000Z' });
    expect(preview.opens).toEqual([]);
    // The same question has the same answer: nothing came of the first one.
    expect({ ...(await tried(body)), shiftId: preview.shiftId }).toMatchObject({ gaps: preview.gaps });
    expect(await onBoard()).toEqual(before);
    expect(await audited()).toEqual([audit('roster:created', clinic.administrator)]);
  });

  it('is what the roster is once it is kept, also in the place of another one', async () => {
    const { doctor, nurse } = clinic;
    const [old] = (await rosterOf(await addShift(wholeDays([doctor], '2026-12-01')))).shifts;
    const body = days([nurse], '2026-12-07', { ...NIGHT, replaces: old?.id ?? '' });
    const preview = await tried(body);
    expect(preview.gapsNow).toEqual([]);
    expect(preview.opens).toEqual(preview.gaps);
    expect(preview.gaps[0]).toEqual({ from: '2026-12-07T00:00:00.000Z', to: '2026-12-07T10:00:00.000Z' });
    expect((await addShift({ ...body, reason: 'as agreed' })).status).toBe(201);
    const week = OnCallWeek.parse(await (await doctor.get('/api/on-call/week?date=2026-12-07')).json());
    const kept = week.rosters.find(({ id }) => id === roster.id);
    const { to = '' } = week.days[6] ?? {};
    expect(preview.gaps.filter(({ from }) => from < to)).toEqual(kept?.gaps);
    const turns = (duties: readonly Duty[]) => duties.map((duty) => ({ ...duty, shiftId: null }));
    expect(turns(preview.duties.filter(({ from }) => from < to))).toEqual(turns(kept?.duties ?? []));
  });

  it('of today is looked at from now on', async () => {
    const preview = await tried(days([clinic.doctor], '2026-12-01'));
    expect(preview.from).toBe(iso(0));
    expect(preview.gapsNow).toEqual([{ from: iso(0), to: preview.to }]);
    expect(preview.gaps).toEqual([]);
  });

  it('is the administrator’s, and refused as the shift itself would be', async () => {
    const { administrator, doctor, nurse, patient } = clinic;
    for (const person of [doctor, nurse, patient]) {
      expect(await statusOf(tryShift(days([doctor], '2026-12-02'), person))).toBe(403);
    }
    const [old] = (await rosterOf(await addShift(wholeDays([doctor], '2026-12-01', { validTo: '2026-12-05' })))).shifts;
    const other = await createRoster(administrator, `Nurses ${count}`);
    const elsewhere = (
      await rosterOf(
        await administrator.send('POST', `/api/on-call/rosters/${other.id}/shifts`, wholeDays([doctor], '2026-12-01')),
      )
    ).shifts[0];
    const refused = [
      [400, days([doctor], '2026-11-30')],
      [400, days([patient], '2026-12-02')],
      [400, days([doctor, doctor], '2026-12-02')],
      [400, days([], '2026-12-02')],
      [400, days([doctor], '2026-12-05', { validTo: '2026-12-04' })],
      [400, days([doctor], '2026-12-02', { startsAt: '8:00' })],
      [400, wholeDays([doctor], '2026-12-02')],
      [404, days([doctor], '2026-12-02', { replaces: newId() })],
      [404, days([doctor], '2026-12-02', { replaces: elsewhere?.id ?? '' })],
      [409, days([doctor], '2026-12-06', { replaces: old?.id ?? '' })],
    ] as const;
    for (const [status, body] of refused) expect(await statusOf(tryShift(body)), JSON.stringify(body)).toBe(status);
    expect(await statusOf(tryShift(days([doctor], '2026-12-05', { replaces: old?.id ?? '' })))).toBe(200);
    // The last day that can be asked for is followed by others.
    expect((await tried(days([doctor], '2100-12-31'))).days.at(-1)?.date).toBe('2101-01-13');
    await administrator.send('POST', path('/close'), { reason: 'no more' });
    expect(await statusOf(tryShift(days([doctor], '2026-12-02')))).toBe(404);
  });
});

describe('a cover', () => {
  beforeEach(async () => {
    await addShift(wholeDays([clinic.doctor], '2026-12-01'));
  });

  it('is taken or handed over by whom it is about, or said by an administrator, and by nobody else', async () => {
    const { doctor, nurse, outsider, administrator, patient } = clinic;
    const given = { personId: nurse.userId, insteadOf: doctor.userId };
    expect(await statusOf(addCover(outsider, { ...given, from: iso(1), to: iso(2) }))).toBe(403);
    expect(await statusOf(addCover(patient, { ...given, from: iso(1), to: iso(2) }))).toBe(403);
    for (const [index, person] of [doctor, nurse, administrator].entries()) {
      const body = { ...given, from: iso(2 * index + 1), to: iso(2 * index + 2) };
      expect(await statusOf(addCover(person, body))).toBe(201);
    }
    now = NOW + 1.5 * HOUR;
    const seen = await onBoard();
    expect(seen.onCall).toMatchObject([{ personId: nurse.userId, insteadOf: doctor.userId, to: iso(2) }]);
    expect(seen.next).toMatchObject({ at: iso(2), onCall: [{ personId: doctor.userId }] });
    expect(seen.covers.map(({ madeByName, reason }) => [madeByName, reason])).toEqual(
      [doctor, nurse, administrator].map(({ name }) => [name, 'away that night']),
    );
    expect((await audited()).slice(2)).toEqual(
      [doctor, nurse, administrator].map((person) => audit('cover:made', person)),
    );
  });

  it('begins now at the earliest, and covers somebody who is on call then, by somebody who can be', async () => {
    const { doctor, nurse, patient } = clinic;
    const body = { personId: nurse.userId, insteadOf: doctor.userId, from: iso(-3), to: iso(1) };
    const roster = await rosterOf(await addCover(doctor, body));
    expect(roster.covers).toMatchObject([{ from: iso(0), to: iso(1) }]);
    const refused = [
      [400, { ...body, from: iso(-3), to: iso(-1) }],
      [400, { ...body, from: iso(3), to: iso(2) }],
      [400, { ...body, from: iso(2), to: iso(24 * 70) }],
      [400, { ...body, from: iso(24 * 500), to: iso(24 * 501) }],
      [400, { ...body, personId: doctor.userId, from: iso(2), to: iso(3) }],
      [400, { ...body, personId: patient.userId, from: iso(2), to: iso(3) }],
      [400, { ...body, from: iso(2), to: iso(3), reason: '' }],
      // Handed over already: the nurse is on call then.
      [409, { ...body, from: iso(0), to: iso(1) }],
      [409, { ...body, insteadOf: clinic.outsider.userId, personId: doctor.userId, from: iso(2), to: iso(3) }],
    ] as const;
    for (const [status, each] of refused) {
      expect(await statusOf(addCover(doctor, each)), JSON.stringify(each)).toBe(status);
    }
    expect((await onBoard()).covers).toHaveLength(1);
  });

  it('of one turn goes to one of two who take it at once', async () => {
    const { doctor, nurse, outsider } = clinic;
    const body = { insteadOf: doctor.userId, from: iso(1), to: iso(2) };
    const answers = await Promise.all(
      [nurse, outsider].map((person) => addCover(person, { ...body, personId: person.userId })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('is taken back by whom it is about; of one that has begun what is left', async () => {
    const { doctor, nurse, outsider } = clinic;
    const body = { personId: nurse.userId, insteadOf: doctor.userId };
    await addCover(doctor, { ...body, from: iso(0), to: iso(4) });
    const { covers } = await rosterOf(await addCover(doctor, { ...body, from: iso(5), to: iso(6) }));
    const cancel = (person: Person, index: number) =>
      person.send('POST', path(`/covers/${covers[index]?.id ?? newId()}/cancel`));
    const seenBy = async (person: Person) =>
      (await board(person)).rosters.find(({ id }) => id === roster.id)?.covers.map(({ mayCancel }) => mayCancel);
    expect(await seenBy(outsider)).toEqual([false, false]);
    expect(await seenBy(nurse)).toEqual([true, true]);
    expect(await statusOf(cancel(outsider, 0))).toBe(403);
    expect(await statusOf(cancel(nurse, 2))).toBe(404);
    now = NOW + HOUR;
    expect(people((await rosterOf(await cancel(nurse, 0))).onCall)).toEqual([doctor.userId]);
    expect((await rosterOf(await cancel(doctor, 1))).covers).toEqual([]);
    expect(await statusOf(cancel(doctor, 0))).toBe(409);
    expect(await statusOf(cancel(doctor, 1))).toBe(409);
    // Who was on call in the hour that was stays on record.
    const rows = await server.deps.db
      .select()
      .from(onCallCovers)
      .where(
        inArray(
          onCallCovers.id,
          covers.map(({ id }) => id),
        ),
      )
      .orderBy(onCallCovers.sequence);
    expect(rows).toMatchObject([{ endsAt: new Date(now), cancelledAt: null }, { cancelledBy: doctor.userId }]);
    expect((await audited()).slice(-2)).toEqual([audit('cover:cancelled', nurse), audit('cover:cancelled', doctor)]);
  });
});

describe('a week', () => {
  const week = async (query = ''): Promise<OnCallWeek> =>
    OnCallWeek.parse(await (await clinic.nurse.get(`/api/on-call/week${query}`)).json());

  it('goes from Monday to Sunday of the clinic’s calendar, with turns, covers and gaps', async () => {
    const { doctor, nurse } = clinic;
    await addShift(wholeDays([doctor], '2026-12-02', { weekdays: [3, 4] }));
    await addCover(nurse, { personId: nurse.userId, insteadOf: null, from: iso(0), to: iso(2) });
    const seen = await week();
    expect(seen.days.map(({ date }) => date)).toEqual(
      Array.from({ length: 7 }, (_, i) => `2026-${i === 0 ? '11-30' : `12-0${i}`}`),
    );
    expect(seen.days[0]).toMatchObject({ from: '2026-11-29T16:00:00.000Z', to: '2026-11-30T16:00:00.000Z' });
    const own = seen.rosters.find(({ id }) => id === roster.id);
    expect(own?.duties.map(({ personId, from }) => [personId, from])).toEqual([
      [nurse.userId, iso(0)],
      [doctor.userId, '2026-12-02T00:00:00.000Z'],
      [doctor.userId, '2026-12-03T00:00:00.000Z'],
    ]);
    expect(own?.gaps).toEqual([
      { from: '2026-11-29T16:00:00.000Z', to: iso(0) },
      { from: iso(2), to: '2026-12-02T00:00:00.000Z' },
      { from: '2026-12-04T00:00:00.000Z', to: '2026-12-06T16:00:00.000Z' },
    ]);
    expect(await week('?date=2026-12-06')).toEqual(seen);
    expect((await week('?date=2026-12-07')).days[0]?.date).toBe('2026-12-07');
    expect(await statusOf(clinic.nurse.get('/api/on-call/week?date=9999-12-31'))).toBe(400);
  });
});
