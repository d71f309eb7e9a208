import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { ThresholdHistory, ThresholdPreview, Thresholds } from '#contracts/threshold.ts';
import { auditLog, patients, thresholds } from '#database/schema/index.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic, type Person } from '../support/people.ts';
import { storeObservation } from '../support/records.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { fibrillation } from '../unit/rhythm/pulses.ts';

let server: TestServer;
let clinic: Clinic;
let patient: Person & { patientId: string };
let path: string;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  patient = await createPatient(server, 'He Ping');
  await joinCareTeam(server, clinic.doctor, patient.patientId);
  await joinCareTeam(server, clinic.nurse, patient.patientId);
  path = `/api/patients/${patient.patientId}/thresholds`;
});

const change = { ruleSet: 'eu', overrides: { crisisSystolic: 170 }, reason: 'after the stroke', basedOnVersion: 0 };
const put = (person: Person, body: object): Promise<Response> => person.send('PUT', path, body);
const read = async (person: Person): Promise<Thresholds> => Thresholds.parse(await (await person.get(path)).json());
const audited = () =>
  server.deps.db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.action, 'thresholds:changed'), eq(auditLog.patientId, patient.patientId)))
    .orderBy(auditLog.id);

describe('thresholds', () => {
  it('start as the rule set’s, and keep every version with who and why', async () => {
    expect(await read(patient)).toMatchObject({ version: 0, ruleSet: 'china', overrides: {}, changedBy: null });
    const answers = await Promise.all([put(clinic.doctor, change), put(clinic.nurse, change)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await read(clinic.doctor)).toMatchObject({ version: 1, ruleSet: 'eu', overrides: { crisisSystolic: 170 } });
    expect((await put(clinic.doctor, { ...change, basedOnVersion: 1, overrides: {} })).status).toBe(200);
    expect((await audited()).map(({ detail }) => detail?.['version'])).toEqual([1, 2]);
    const [row] = await server.deps.db.select().from(patients).where(eq(patients.id, patient.patientId));
    expect(row?.ruleSet).toBe('eu');
  });

  it('keep the night beside the day, and write who set which bounds, without their values, with the change', async () => {
    const night = { from: '22:00', to: '07:00', overrides: { heartRateLow: 45 } };
    expect((await put(clinic.doctor, { ...change, night })).status).toBe(200);
    expect(await read(clinic.nurse)).toMatchObject({ version: 1, night });
    expect(await audited()).toMatchObject([
      {
        actor: { type: 'user', id: clinic.doctor.userId },
        detail: { version: 1, ruleSet: 'eu', bounds: ['crisisSystolic'], nightBounds: ['heartRateLow'] },
      },
    ]);
    expect((await put(clinic.doctor, { ...change, basedOnVersion: 1 })).status).toBe(200);
    expect(await read(clinic.nurse)).toMatchObject({ version: 2, night: null });
  });

  it('are the care team’s to set, and never below the critical floor', async () => {
    const people = [patient, clinic.otherPatient, clinic.outsider, clinic.administrator];
    const answers = await Promise.all(people.map((person) => put(person, change)));
    expect(answers.map(({ status }) => status)).toEqual([403, 404, 404, 404]);
    const refused = [
      { overrides: { glucoseLow2: 40 } },
      { overrides: { glucoseHighCrisis: 900 } },
      { overrides: { other: 1 } },
      { overrides: { crisisSystolic: '170' } },
      { overrides: { crisisSystolic: 170.5 } },
      // Within what any rule set knows, and beyond the floor of this one.
      { overrides: { crisisSystolic: 190 } },
      { ruleSet: 'pregnancy', overrides: { crisisSystolic: 170 } },
      { night: { from: '22:00', to: '07:00', overrides: { crisisSystolic: 190 } } },
      { night: { from: '22:00', to: '22:00', overrides: {} } },
      { night: { from: '24:00', to: '07:00', overrides: {} } },
      { reason: '   ' },
    ];
    for (const body of refused) {
      expect((await put(clinic.doctor, { ...change, ...body })).status, JSON.stringify(body)).toBe(400);
    }
    expect(await read(clinic.doctor)).toMatchObject({ version: 0 });
    expect(await audited()).toEqual([]);
  });

  it('say to each person whether they may change them, and how far each bound goes', async () => {
    const asDoctor = await read(clinic.doctor);
    expect(asDoctor.mayChange).toBe(true);
    expect((await read(patient)).mayChange).toBe(false);
    expect(asDoctor.limits.china).toContainEqual({
      ...{ key: 'crisisSystolic', operator: '>=', default: 180, min: 120, max: 180, isFloor: true },
    });
    expect(asDoctor.limits.pregnancy).toContainEqual(expect.objectContaining({ key: 'crisisSystolic', max: 160 }));
  });

  it('of a version that an earlier program stored can be previewed and saved again; its history stays', async () => {
    const night = { from: '22:00', to: '07:00', overrides: { crisisSystolic: 190, heartRateReduced: 44.5 } };
    const stored = { crisisSystolic: 200, glucoseLow2: 62.5, heartRateHigh: 120.5, layersOff: ['forecast' as const] };
    await server.deps.db.insert(thresholds).values({
      ...{ patientId: patient.patientId, version: 1, ruleSet: 'china', overrides: stored, night },
      ...{ changedBy: clinic.doctor.userId, changedAt: new Date(), reason: 'as it was' },
    });
    const now = await read(clinic.doctor);
    expect(now).toMatchObject({
      overrides: { crisisSystolic: 180, glucoseLow2: 63, heartRateHigh: 120, layersOff: ['forecast'] },
      night: { overrides: { crisisSystolic: 180, heartRateReduced: 45 } },
    });
    const { ruleSet, overrides } = now;
    const again = { ruleSet, overrides, night: now.night };
    expect((await clinic.doctor.send('POST', `${path}/preview`, again)).status).toBe(200);
    expect((await put(clinic.doctor, { ...again, reason: 'once more', basedOnVersion: 1 })).status).toBe(200);
    const history = ThresholdHistory.parse(await (await clinic.doctor.get(`${path}/history`)).json());
    expect(history.versions[0]?.changes).toContainEqual({
      ...{ key: 'glucoseLow2', period: 'day', before: 62.5, after: 63 },
    });
  });

  it('do not change when the audit row cannot be written', async () => {
    const { sql } = server.deps;
    await sql`
      create function refuse_audit() returns trigger language plpgsql as $$ begin raise 'no audit today'; end $$`;
    await sql`create trigger refuse before insert on audit_log for each row execute function refuse_audit()`;
    try {
      expect((await put(clinic.doctor, change)).status).toBe(500);
    } finally {
      await sql`drop trigger refuse on audit_log`;
      await sql`drop function refuse_audit`;
    }
    expect(await read(clinic.doctor)).toMatchObject({ version: 0, ruleSet: 'china' });
  });
});

describe('the history of thresholds', () => {
  const history = async (person: Person, query = ''): Promise<ThresholdHistory> =>
    ThresholdHistory.parse(await (await person.get(`${path}/history${query}`)).json());

  it('says who changed what, when and why, newest first, page by page', async () => {
    const night = { from: '22:00', to: '07:00', overrides: { heartRateLow: 45 } };
    await put(clinic.doctor, change);
    await put(clinic.nurse, {
      ...{ ruleSet: 'china', overrides: { crisisSystolic: 160, lowSystolic: 95 }, night },
      ...{ reason: 'dizzy by night', basedOnVersion: 1 },
    });
    await put(clinic.doctor, { ...change, ruleSet: 'china', overrides: { lowSystolic: 95 }, basedOnVersion: 2 });
    const all = await history(clinic.doctor);
    expect(all.nextCursor).toBeNull();
    expect(all.versions).toMatchObject([
      {
        version: 3,
        ruleSetBefore: null,
        ...{ nightHours: null, nightHoursBefore: { from: '22:00', to: '07:00' } },
        changes: [
          { key: 'crisisSystolic', period: 'day', before: 160, after: null },
          { key: 'heartRateLow', period: 'night', before: 45, after: null },
        ],
      },
      {
        version: 2,
        changedBy: { id: clinic.nurse.userId, name: clinic.nurse.name },
        ...{ reason: 'dizzy by night', ruleSet: 'china', ruleSetBefore: 'eu' },
        ...{ nightHours: { from: '22:00', to: '07:00' }, nightHoursBefore: null },
        changes: [
          { key: 'crisisSystolic', period: 'day', before: 170, after: 160 },
          { key: 'lowSystolic', period: 'day', before: null, after: 95 },
          { key: 'heartRateLow', period: 'night', before: null, after: 45 },
        ],
      },
      { version: 1, ruleSetBefore: null, changes: [{ key: 'crisisSystolic', before: null, after: 170 }] },
    ]);
    const first = await history(clinic.doctor, '?limit=2');
    const rest = await history(clinic.doctor, `?limit=2&cursor=${first.nextCursor ?? ''}`);
    expect([...first.versions, ...rest.versions]).toEqual(all.versions);
    expect(rest.nextCursor).toBeNull();
  });

  it('is empty before the first change, hidden from strangers, and takes no cursor but its own', async () => {
    expect(await history(patient)).toEqual({ versions: [], nextCursor: null });
    for (const person of [clinic.outsider, clinic.otherPatient, clinic.administrator]) {
      expect((await person.get(`${path}/history`)).status).toBe(404);
    }
    expect((await clinic.doctor.get(`${path}/history?cursor=abc`)).status).toBe(400);
  });
});

describe('a preview of thresholds', () => {
  const daysAgo = (days: number, minutes = 0) => new Date(Date.now() - days * 86_400_000 + minutes * 60_000);
  const store = (effectiveAt: Date, systolic: number): Promise<string> =>
    storeObservation(server, patient.patientId, {
      ...{ kind: 'blood-pressure', effectiveAt, systolic, diastolic: 90, method: 'cuff' },
    });
  const preview = async (overrides: object, more: object = {}): Promise<ThresholdPreview> => {
    const answer = await clinic.doctor.send('POST', `${path}/preview`, { ruleSet: 'china', overrides, ...more });
    return ThresholdPreview.parse(await answer.json());
  };

  it('says what they would have raised over the last 30 days beside what those in force would, and changes nothing', async () => {
    for (const [days, systolic] of [
      [40, 200],
      [20, 174],
      [10, 186],
      [5, 130],
    ] as const) {
      await store(daysAgo(days), systolic);
    }
    // A crisis that was not measured again within ten minutes pages.
    const one = { wouldHaveRaised: 1, wouldHavePaged: 1, byRule: { 'bp.crisis': { raised: 1, paged: 1 } } };
    const two = { wouldHaveRaised: 2, wouldHavePaged: 2, byRule: { 'bp.crisis': { raised: 2, paged: 2 } } };
    const asIs = await preview({});
    expect(asIs).toEqual({ days: 30, daysWithReadings: 3, ...one, inForce: { version: 0, ...one } });
    expect(await preview({ crisisSystolic: 170 })).toMatchObject({ ...two, inForce: one });
    await put(clinic.doctor, { ...change, ruleSet: 'china' });
    expect(await preview({})).toMatchObject({ ...one, inForce: { version: 1, ...two } });
    expect(
      await server.deps.db.select().from(thresholds).where(eq(thresholds.patientId, patient.patientId)),
    ).toHaveLength(1);
    const { alerts } = AlertList.parse(await (await patient.get('/api/alerts')).json());
    expect(alerts).toEqual([]);
  });

  it('counts as the policy raises and pages: repeats within one episode are one alert and one page', async () => {
    // 192 at 0, confirmed at 3 min, still high at 30 min: one alert, one page. A new onset two days on is raised again.
    for (const minutes of [0, 3, 30]) await store(daysAgo(8, minutes), 192);
    await store(daysAgo(8, 120), 130);
    // Not confirmed: shown, and nobody is paged.
    await store(daysAgo(6), 185);
    await store(daysAgo(6, 4), 150);
    expect(await preview({})).toMatchObject({ byRule: { 'bp.crisis': { raised: 2, paged: 1 } } });
  });

  it('does not count the milder rule while the worse one’s alert says it all, as ingest does not raise it', async () => {
    // Below 54 at 0, and below 70 until it is over: one low, which the same people know of.
    for (const [minutes, value] of [
      [0, 50],
      [20, 62],
      [40, 66],
      [60, 110],
    ] as const) {
      await storeObservation(server, patient.patientId, {
        ...{ effectiveAt: daysAgo(3, minutes), glucose: value, specimen: 'capillary' },
      });
    }
    expect(await preview({})).toMatchObject({ byRule: { 'glucose.low-2': { raised: 1, paged: 1 } } });
    expect(Object.keys((await preview({})).byRule)).toEqual(['glucose.low-2']);
  });

  it('does not count what began before the 30 days and went on', async () => {
    await store(daysAgo(30, -60), 190);
    await store(daysAgo(30, 60), 188);
    expect(await preview({})).toMatchObject({ daysWithReadings: 1, wouldHaveRaised: 0 });
  });

  it('judges by night what was measured by night in the patient’s zone', async () => {
    const midnight = new Date(Math.floor(daysAgo(4).getTime() / 86_400_000) * 86_400_000);
    // 02:00 and, on the next day, 20:00 in Shanghai.
    await store(new Date(midnight.getTime() - 6 * 3_600_000), 165);
    await store(new Date(midnight.getTime() + 36 * 3_600_000), 165);
    const night = { from: '22:00', to: '07:00', overrides: { crisisSystolic: 160 } };
    expect(await preview({})).toMatchObject({ wouldHaveRaised: 0 });
    expect(await preview({}, { night })).toMatchObject({ wouldHaveRaised: 1 });
    expect(await preview({ crisisSystolic: 160 })).toMatchObject({ wouldHaveRaised: 2 });
  });

  it('counts an irregular pulse, unless rules over a stretch of time are switched off', async () => {
    const stored = daysAgo(3);
    for (const [i, rrIntervalsMs] of [fibrillation(300, 1), fibrillation(300, 2)].entries()) {
      const spanMs = rrIntervalsMs.reduce((sum, interval) => sum + interval, 0);
      stored.setTime(stored.getTime() + spanMs);
      await storeObservation(server, patient.patientId, {
        ...{ kind: 'heart-rate', source: `strap-${i}`, effectiveAt: new Date(stored), heartRate: 100, rrIntervalsMs },
      });
    }
    const one = { byRule: { 'rhythm.irregular': { raised: 1, paged: 0 } } };
    expect(await preview({})).toMatchObject(one);
    expect(await preview({ layersOff: ['windowed'] })).toMatchObject({ wouldHaveRaised: 0, byRule: {}, inForce: one });
  });

  it('judges glucose in the unit in which the patient reads it', async () => {
    for (const minutes of [0, 10]) {
      await storeObservation(server, patient.patientId, {
        ...{ effectiveAt: daysAgo(3, minutes), glucose: 300, specimen: 'capillary' },
      });
    }
    expect(await preview({})).toMatchObject({ byRule: { 'glucose.high-crisis': { raised: 1, paged: 1 } } });
    await server.deps.db.update(patients).set({ glucoseUnit: 'mg/dL' }).where(eq(patients.id, patient.patientId));
    expect(Object.keys((await preview({})).byRule)).toEqual(['glucose.high-2']);
  });

  it('knows what was usual for the patient before the 30 days, and what it is without that layer', async () => {
    // Two months by ingest, which writes them down; in the middle of the month that is previewed some lower days.
    const readings = Array.from({ length: 60 }, (_, day) => {
      const systolic = 122 + (day % 5) - (day >= 36 && day < 41 ? 18 : 0);
      const measuredAt = daysAgo(60 - day).toISOString();
      return { kind: 'blood-pressure', systolic, diastolic: 76, unit: 'mmHg', measuredAt };
    });
    await server.deps.ingest.commit([
      {
        source: { type: 'manual', userId: patient.userId, patientId: patient.patientId },
        payload: { type: 'readings', bytes: new TextEncoder().encode(JSON.stringify(readings)) },
        receivedAt: new Date(),
      },
    ]);
    const shift = { wouldHaveRaised: 1, wouldHavePaged: 0, byRule: { 'bp.baseline': { raised: 1, paged: 0 } } };
    expect(await preview({})).toMatchObject({ ...shift, inForce: shift });
    expect(await preview({ layersOff: ['baseline'] })).toMatchObject({
      wouldHaveRaised: 0,
      byRule: {},
      inForce: shift,
    });
  });

  it('is for the care team, and refuses what could not be saved', async () => {
    const body = { ruleSet: 'china', overrides: {} };
    const people = [patient, clinic.outsider, clinic.otherPatient, clinic.administrator];
    const answers = await Promise.all(people.map((person) => person.send('POST', `${path}/preview`, body)));
    expect(answers.map(({ status }) => status)).toEqual([403, 404, 404, 404]);
    const beyond = await clinic.doctor.send('POST', `${path}/preview`, { ...body, overrides: { heartRateLow: 39 } });
    expect(beyond.status).toBe(400);
  });

  it('replays the newest 150 000 readings, and says of how many days they are', async () => {
    // Ten seconds apart: 17.4 days, of which 25 hours are what was going on before.
    await server.deps.sql`
      insert into observations
        (id, patient_id, kind, source, source_key, measured_at, effective_at, received_at, heart_rate, context)
      select gen_random_uuid(), ${patient.patientId}, 'heart-rate', 'strap', 'm:' || n, t, t, t, 70, 'unknown'
      from generate_series(1, 150100) as n, lateral (select now() - n * interval '10 seconds' as t)`;
    expect(await preview({})).toMatchObject({ days: 16, daysWithReadings: 16 });
  }, 60_000);

  it('ends where the same person asks for a newer one', async () => {
    await server.deps.sql`
      insert into observations
        (id, patient_id, kind, source, source_key, measured_at, effective_at, received_at, heart_rate, context)
      select gen_random_uuid(), ${patient.patientId}, 'heart-rate', 'strap', 'm:' || n, t, t, t, 70, 'unknown'
      from generate_series(1, 20000) as n, lateral (select now() - n * interval '1 minute' as t)`;
    const ask = (person: Person) => person.send('POST', `${path}/preview`, { ruleSet: 'china', overrides: {} });
    const answers = await Promise.all([ask(clinic.doctor), ask(clinic.doctor), ask(clinic.nurse)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409]);
    expect(answers[2].status).toBe(200);
  }, 60_000);
});
