import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ExpectationList } from '#contracts/expectation.ts';
import { newId } from '#database/ids.ts';
import {
  auditLog,
  clinics,
  deviceAssignments,
  intakeSources,
  intakeUsers,
  listeningPeriods,
  observations,
  outbox,
  readingExpectations,
} from '#database/schema/index.ts';
import { adoptDevices } from '#ingest/silence/adopt-devices.ts';
import { findSilence } from '#ingest/silence/find-silence.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic } from '../support/people.ts';
import { storeObservation } from '../support/records.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { minutesAgo, silenceOf } from '../support/silent-device.ts';

let server: TestServer;
let clinic: Clinic;
/** Each test has a patient of its own, in the doctor's care. */
let patientId: string;
type Silence = ReturnType<typeof silenceOf>;
let silence: Silence;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  ({ patientId } = await createPatient(server, 'Wang Lei'));
  await joinCareTeam(server, clinic.doctor, patientId);
  silence = silenceOf(server, patientId);
});

const giveDevice: Silence['giveDevice'] = (...args) => silence.giveDevice(...args);
const readingAgo: Silence['readingAgo'] = (...args) => silence.readingAgo(...args);
const expectEvery: Silence['expectEvery'] = (...args) => silence.expectEvery(...args);
const look = () => silence.look();
const alertsOf = () => silence.alerts();
const findingsOf = () => silence.findings();

describe('no data', () => {
  it('is raised after three intervals, worse after six, and over when a reading comes', async () => {
    const deviceId = await giveDevice(['glucose'], { isOnline: false });
    await expectEvery(5, { deviceId });
    await readingAgo(deviceId, 14);
    expect(await look()).toBe(false);
    expect(await alertsOf()).toEqual([]);

    await server.deps.db.delete(observations).where(eq(observations.patientId, patientId));
    const last = await readingAgo(deviceId, 16);
    expect(await look()).toBe(true);
    const [alert] = await alertsOf();
    expect(alert).toMatchObject({ ruleId: 'device.no-data', lane: 'technical', severity: 'moderate', paged: false });
    expect(alert?.explanation).toMatchObject({
      reason: 'device-offline',
      contributions: [{ observationId: last, values: { glucose: 110 } }],
      comparisons: [{ quantity: 'minutesWithout:glucose', operator: '>=', threshold: 15 }],
    });
    // Looked at again, nothing new is said.
    expect(await look()).toBe(false);

    await server.deps.db
      .update(observations)
      .set({ effectiveAt: minutesAgo(31) })
      .where(eq(observations.id, last));
    expect(await look()).toBe(true);
    expect((await alertsOf())[0]).toMatchObject({ severity: 'high', clearedAt: null });

    await readingAgo(deviceId, 0);
    expect(await look()).toBe(true);
    expect((await alertsOf())[0]?.clearedAt).not.toBeNull();
    // The test moves the last reading and not the clock, and with it the onset.
    expect(await silence.events()).toEqual([
      'raised by silence',
      'onset-moved by silence',
      'severity-raised by silence',
      'cleared by silence',
    ]);
    const audited = await server.deps.db.select().from(auditLog).where(eq(auditLog.patientId, patientId));
    expect(audited.map(({ action }) => action)).toEqual([
      'alert:raised',
      'alert:onset-moved',
      'alert:severity-raised',
      'alert:cleared',
    ]);
    const announced = await server.deps.db.select().from(outbox).where(eq(outbox.patientId, patientId));
    expect(announced).toHaveLength(4);
  });

  it('is one alert of a patient whose two devices are silent, over when both send again', async () => {
    const sensor = await giveDevice(['glucose']);
    const cuff = await giveDevice(['blood-pressure']);
    await expectEvery(15, { deviceId: sensor });
    await expectEvery(720, { deviceId: cuff, kind: 'blood-pressure' });
    await look();
    expect(await alertsOf()).toHaveLength(1);
    expect(await findingsOf()).toHaveLength(2);
    await readingAgo(sensor, 1);
    await look();
    expect((await alertsOf())[0]?.clearedAt).toBeNull();
    await storeObservation(server, patientId, {
      ...{ source: cuff, kind: 'blood-pressure', systolic: 128, diastolic: 82, method: 'cuff' },
      effectiveAt: minutesAgo(1),
    });
    await look();
    expect((await alertsOf())[0]?.clearedAt).not.toBeNull();
  });

  it('that late readings fill is taken back, or begins when the last of them was taken', async () => {
    const deviceId = await giveDevice(['glucose']);
    await expectEvery(15, { deviceId });
    await readingAgo(deviceId, 60);
    await look();
    const [first] = await findingsOf();
    // Taken ten minutes later, and still silent since then.
    await readingAgo(deviceId, 50);
    await look();
    const after = await findingsOf();
    expect(after).toHaveLength(2);
    expect(after[0]).toMatchObject({ id: first?.id });
    expect(after[0]?.supersededAt).not.toBeNull();
    const laterByMs = (after[1]?.onsetAt.getTime() ?? 0) - (first?.onsetAt.getTime() ?? 0);
    expect(Math.round(laterByMs / 60_000)).toBe(10);
    expect(after[1]?.clearedAt).toBeNull();
    expect(await alertsOf()).toHaveLength(1);
    // Taken before the second onset: the device was heard all along.
    await readingAgo(deviceId, 20);
    await look();
    expect((await findingsOf()).filter(({ supersededAt }) => supersededAt === null)).toEqual([]);
    expect((await alertsOf())[0]?.clearedAt).not.toBeNull();
  });

  it('gives every device an interval after the gateway came up', async () => {
    const { db } = server.deps;
    const deviceId = await giveDevice(['glucose']);
    await expectEvery(15, { deviceId });
    const period = { listener: 'mqtt:test', channel: 'mqtt' as const, endsAt: new Date() };
    await db.insert(listeningPeriods).values({ startsAt: minutesAgo(14), ...period });
    expect(await look()).toBe(false);
    await db.update(listeningPeriods).set({ startsAt: minutesAgo(16) });
    expect(await look()).toBe(true);
    await db.delete(listeningPeriods);
  });

  it('of a device that was given back is over, and nobody waits for it any more', async () => {
    const deviceId = await giveDevice(['glucose']);
    const id = await expectEvery(15, { deviceId });
    await look();
    await server.deps.db
      .update(deviceAssignments)
      .set({ endsAt: minutesAgo(1) })
      .where(eq(deviceAssignments.deviceId, deviceId));
    await look();
    expect((await alertsOf())[0]?.clearedAt).not.toBeNull();
    const [row] = await server.deps.db.select().from(readingExpectations).where(eq(readingExpectations.id, id));
    expect(row).toMatchObject({ toldOnsetAt: null });
    expect(row?.endsAt).not.toBeNull();
  });

  it('is found once by two servers that look at the same moment', async () => {
    const devicesOfPatient = await Promise.all([giveDevice(['glucose']), giveDevice(['glucose'])]);
    for (const deviceId of devicesOfPatient) await expectEvery(15, { deviceId });
    await Promise.all([findSilence(server.deps.sql), findSilence(server.deps.sql), findSilence(server.deps.sql)]);
    await look();
    expect(await alertsOf()).toHaveLength(1);
    expect(await findingsOf()).toHaveLength(2);
  });

  it('is not looked for in a clinic on event time', async () => {
    await expectEvery(15);
    await server.deps.db.insert(clinics).values({ name: 'Replay', timeZone: 'UTC', clock: 'event' });
    expect(await look()).toBe(false);
    await server.deps.db.delete(clinics);
    expect(await look()).toBe(true);
  });
});

describe('what is expected', () => {
  const expectationsOf = async () =>
    ExpectationList.parse(await (await clinic.doctor.get(`/api/patients/${patientId}/expectations`)).json())
      .expectations;
  const adopted = () => adoptDevices(server.deps.sql);

  it('follows from the device: a cuff twice a day, a sensor at its own rate, a meter and a strap not at all', async () => {
    const cuff = await giveDevice(['blood-pressure', 'heart-rate']);
    const sensor = await giveDevice(['glucose']);
    await giveDevice(['heart-rate']);
    const meter = await giveDevice(['glucose']);
    for (let reading = 0; reading < 14; reading += 1) {
      await readingAgo(sensor, reading * 5 + (reading > 6 ? 30 : 0));
      await storeObservation(server, patientId, {
        ...{ source: meter, specimen: 'capillary', effectiveAt: minutesAgo(reading * 3) },
      });
    }
    await adopted();
    await adopted();
    expect(
      (await expectationsOf()).map(({ kind, deviceId, everyMinutes }) => ({ kind, deviceId, everyMinutes })),
    ).toEqual([
      { kind: 'blood-pressure', deviceId: cuff, everyMinutes: 720 },
      { kind: 'glucose', deviceId: sensor, everyMinutes: 5 },
    ]);
    const rows = await server.deps.db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.patientId, patientId), eq(auditLog.action, 'expectation:set')));
    expect(rows.map(({ actor }) => actor)).toEqual(Array(2).fill({ type: 'system', id: 'device-habit' }));
  });

  it('does not follow from a webhook’s user, who may have no cuff, before they have sent a pressure', async () => {
    const { db } = server.deps;
    const deviceId = await giveDevice(['blood-pressure', 'glucose', 'heart-rate']);
    const sourceId = `hub-${newId()}`;
    const createdBy = clinic.administrator.userId;
    await db
      .insert(intakeSources)
      .values({ id: sourceId, label: 'Hub', secretSalt: new Uint8Array(32), createdAt: new Date(), createdBy });
    await db.insert(intakeUsers).values({ sourceId, externalUserId: 'wang.lei', deviceId });
    await adopted();
    expect(await expectationsOf()).toEqual([]);
    await storeObservation(server, patientId, {
      ...{ source: deviceId, kind: 'blood-pressure', systolic: 128, diastolic: 82, method: 'cuff' },
    });
    await adopted();
    expect(await expectationsOf()).toMatchObject([{ kind: 'blood-pressure', everyMinutes: 720 }]);
    await db
      .update(readingExpectations)
      .set({ startsAt: minutesAgo(60 * 60) })
      .where(eq(readingExpectations.patientId, patientId));
    await db
      .update(observations)
      .set({ effectiveAt: minutesAgo(40 * 60) })
      .where(eq(observations.patientId, patientId));
    await look();
    expect((await alertsOf())[0]?.explanation.reason).toBe('no-readings');
  });

  it('can be ended for a device that was given back', async () => {
    const cuff = await giveDevice(['blood-pressure']);
    await adopted();
    await server.deps.db
      .update(deviceAssignments)
      .set({ endsAt: new Date() })
      .where(eq(deviceAssignments.deviceId, cuff));
    const put = (everyMinutes: number | null) =>
      clinic.doctor.send('PUT', `/api/patients/${patientId}/expectations`, {
        ...{ kind: 'blood-pressure', deviceId: cuff, everyMinutes },
      });
    expect((await put(60)).status).toBe(404);
    const answer = await put(null);
    expect(answer.status).toBe(200);
    expect(ExpectationList.parse(await answer.json())).toEqual({ expectations: [], ended: [] });
  });

  it('is set once by two who set it at the same moment', async () => {
    const put = () =>
      clinic.doctor.send('PUT', `/api/patients/${patientId}/expectations`, {
        ...{ kind: 'glucose', deviceId: null, everyMinutes: 60 },
      });
    const answers = await Promise.all([put(), put(), put(), put()]);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect(await expectationsOf()).toHaveLength(1);
  });

  it('follows from each of the kinds that one device measures', async () => {
    const both = await giveDevice(['blood-pressure', 'glucose']);
    await adopted();
    for (let reading = 0; reading < 13; reading += 1) await readingAgo(both, reading * 15);
    await adopted();
    expect((await expectationsOf()).map(({ kind, everyMinutes }) => [kind, everyMinutes])).toEqual([
      ['blood-pressure', 720],
      ['glucose', 15],
    ]);
  });

  it('is what a clinician says, also that nothing is, and the device’s habit does not bring it back', async () => {
    const cuff = await giveDevice(['blood-pressure']);
    await adopted();
    const put = (body: object) => clinic.doctor.send('PUT', `/api/patients/${patientId}/expectations`, body);
    const daily = await put({ kind: 'blood-pressure', deviceId: cuff, everyMinutes: 1440 });
    expect(daily.status).toBe(200);
    expect(await expectationsOf()).toMatchObject([{ deviceId: cuff, everyMinutes: 1440, isSilent: false }]);
    const answer = await put({ kind: 'blood-pressure', deviceId: cuff, everyMinutes: null });
    const ended = [{ kind: 'blood-pressure', deviceId: cuff, deviceLabel: 'Sensor' }];
    expect(ExpectationList.parse(await answer.json())).toEqual({ expectations: [], ended });
    await adopted();
    expect(await expectationsOf()).toEqual([]);
    // It can be said again, and is then no longer one that was ended.
    const again = await put({ kind: 'blood-pressure', deviceId: cuff, everyMinutes: 720 });
    expect(ExpectationList.parse(await again.json())).toMatchObject({ expectations: [{ deviceId: cuff }], ended: [] });
    expect((await put({ kind: 'blood-pressure', deviceId: cuff, everyMinutes: null })).status).toBe(200);
    expect((await put({ kind: 'glucose', deviceId: null, everyMinutes: 360 })).status).toBe(200);
    expect(await expectationsOf()).toMatchObject([{ deviceId: null, kind: 'glucose', everyMinutes: 360 }]);
    const rows = await server.deps.db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.patientId, patientId), eq(auditLog.subjectType, 'expectation')))
      .orderBy(auditLog.id);
    expect(rows.map(({ action, actor }) => `${action} by ${actor.type}`)).toEqual([
      'expectation:set by system',
      'expectation:ended by user',
      'expectation:set by user',
      'expectation:ended by user',
      'expectation:set by user',
      'expectation:ended by user',
      'expectation:set by user',
    ]);
  });

  it.each([
    ['a device of somebody else', 404, { kind: 'glucose', deviceId: 'not-this-patients', everyMinutes: 5 }],
    ['never', 400, { kind: 'glucose', deviceId: null, everyMinutes: 0 }],
    ['half a minute', 400, { kind: 'glucose', deviceId: null, everyMinutes: 0.5 }],
    ['an unknown kind', 400, { kind: 'weight', deviceId: null, everyMinutes: 60 }],
  ])('is not set for %s', async (_name, status, body) => {
    const answer = await clinic.doctor.send('PUT', `/api/patients/${patientId}/expectations`, body);
    expect(answer.status).toBe(status);
    expect(await expectationsOf()).toEqual([]);
  });
});
