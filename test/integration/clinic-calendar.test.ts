import { inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClinicCalendar, USUAL_OPENING_HOURS } from '#contracts/clinic.ts';
import { auditLog, clinics } from '#database/schema/index.ts';
import { OnCallBoard } from '#contracts/on-call.ts';
import { createRoster, wholeDays } from '../support/on-call.ts';
import { createClinic, type Clinic, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  // 2 December in Shanghai, still the first in Greenwich.
  server = await startTestServer({ now: () => new Date('2026-12-01T17:00:00Z') });
  await server.deps.db.insert(clinics).values({ name: 'Clinic', timeZone: 'Asia/Shanghai' });
  clinic = await createClinic(server);
});
afterAll(() => server.close());

const read = async (person: Person) => ClinicCalendar.parse(await (await person.get('/api/clinic/calendar')).json());
const add = (person: Person, date: string, name = 'New Year') =>
  person.send('POST', '/api/clinic/holidays', { date, name });
const remove = (person: Person, date: string) => person.send('DELETE', `/api/clinic/holidays/${date}`);
const audited = async () => {
  const rows = await server.deps.db
    .select()
    .from(auditLog)
    .where(inArray(auditLog.subjectType, ['clinic-holiday', 'opening-hours', 'clinic-time-zone']))
    .orderBy(auditLog.id);
  return rows.map(({ action, subjectId }) => `${action} ${subjectId}`);
};

describe('the clinic’s calendar', () => {
  it('has holidays, which an administrator adds and removes while they are to come', async () => {
    const { administrator, doctor, patient } = clinic;
    for (const person of [doctor, patient]) {
      expect((await add(person, '2027-01-01')).status).toBe(403);
      expect((await remove(person, '2027-01-01')).status).toBe(403);
    }
    expect((await patient.get('/api/clinic/calendar')).status).toBe(403);
    expect((await add(administrator, '2027-01-01')).status).toBe(201);
    expect((await add(administrator, '2027-01-01', 'Again')).status).toBe(409);
    for (const date of ['2026-12-02', '2026-02-30', '1999-01-01']) {
      expect((await add(administrator, date)).status, date).toBe(400);
    }
    expect((await add(administrator, '2026-12-24', '  ')).status).toBe(400);
    expect((await add(administrator, '2026-12-03', 'Founding day')).status).toBe(201);
    expect((await read(doctor)).holidays).toEqual([
      { date: '2026-12-03', name: 'Founding day' },
      { date: '2027-01-01', name: 'New Year' },
    ]);
    expect((await remove(administrator, '2027-01-01')).status).toBe(200);
    expect((await remove(administrator, '2027-01-01')).status).toBe(404);
    expect((await remove(administrator, '2026-12-02')).status).toBe(400);
    expect(await audited()).toEqual([
      'clinic-holiday:added 2027-01-01',
      'clinic-holiday:added 2026-12-03',
      'clinic-holiday:removed 2027-01-01',
    ]);
  });

  it('has opening hours, of which every version says who set it and why', async () => {
    const { administrator, doctor } = clinic;
    expect(await read(doctor)).toMatchObject({
      ...{ timeZone: 'Asia/Shanghai', version: 0, openingHours: USUAL_OPENING_HOURS, changedBy: null },
    });
    const put = (person: Person, values: object = {}) =>
      person.send('PUT', '/api/clinic/opening-hours', {
        openingHours: [{ weekday: 6, opensAt: '09:00', closesAt: '12:00' }],
        reason: 'only on Saturdays',
        basedOnVersion: 0,
        ...values,
      });
    expect((await put(doctor)).status).toBe(403);
    const refused = [
      { openingHours: [] },
      { openingHours: [{ weekday: 6, opensAt: '12:00', closesAt: '09:00' }] },
      { openingHours: [{ weekday: 8, opensAt: '09:00', closesAt: '12:00' }] },
      { reason: ' ' },
    ];
    for (const values of refused) expect((await put(administrator, values)).status).toBe(400);
    const answers = await Promise.all([put(administrator), put(administrator)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await read(doctor)).toMatchObject({
      ...{ version: 1, changedBy: administrator.userId, changedByName: administrator.name },
      reason: 'only on Saturdays',
      openingHours: [{ weekday: 6 }],
    });
    expect((await audited()).filter((line) => line.startsWith('opening-hours'))).toEqual(['opening-hours:changed 1']);
  });

  it('has a time zone, by whose clock everything else goes from when it is set', async () => {
    const { administrator, doctor, nurse, patient } = clinic;
    const put = (person: Person, values: object = {}) =>
      person.send('PUT', '/api/clinic/time-zone', {
        ...{ timeZone: 'Europe/Madrid', reason: 'the clinic has moved', basedOnVersion: 0 },
        ...values,
      });
    expect(await read(doctor)).toMatchObject({
      ...{ timeZone: 'Asia/Shanghai', timeZoneVersion: { version: 0, changedBy: null }, today: '2026-12-02' },
    });
    for (const person of [doctor, patient]) expect((await put(person)).status).toBe(403);
    const refused = ['Europe/Atlantis', '+08:00', 'europe/madrid', 'Madrid', '', 'UTC; drop', 8];
    for (const timeZone of refused) expect((await put(administrator, { timeZone })).status, String(timeZone)).toBe(400);
    expect((await put(administrator, { reason: ' ' })).status).toBe(400);
    expect((await put(administrator, { basedOnVersion: 1 })).status).toBe(409);
    const roster = await createRoster(administrator, 'Doctors');
    const shift = wholeDays([doctor, nurse], '2026-12-02', { startsAt: '00:00', endsAt: '00:00' });
    await administrator.send('POST', `/api/on-call/rosters/${roster.id}/shifts`, shift);
    const onCall = async () => {
      const board = OnCallBoard.parse(await (await doctor.get('/api/on-call')).json());
      return [board.timeZone, board.rosters[0]?.onCall[0]?.personId];
    };
    expect(await onCall()).toEqual(['Asia/Shanghai', doctor.userId]);

    const answers = await Promise.all([put(administrator), put(administrator)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await read(doctor)).toMatchObject({
      ...{ timeZone: 'Europe/Madrid', today: '2026-12-01' },
      timeZoneVersion: { version: 1, changedByName: administrator.name, reason: 'the clinic has moved' },
    });
    // In Madrid it is still the first: the shift that has begun in Shanghai is to come.
    expect(await onCall()).toEqual(['Europe/Madrid', undefined]);
    expect((await add(administrator, '2026-12-02', 'Today in Shanghai')).status).toBe(201);
    expect((await put(administrator, { timeZone: 'UTC', basedOnVersion: 1 })).status).toBe(200);
    expect((await audited()).filter((line) => line.startsWith('clinic-time-zone'))).toEqual([
      'clinic-time-zone:changed 1',
      'clinic-time-zone:changed 2',
    ]);
  });
});
