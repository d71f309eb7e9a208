import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ExpectationList } from '#contracts/expectation.ts';
import { newId } from '#database/ids.ts';
import { alerts, intakeSources, intakeUsers, listeningPeriods, observations } from '#database/schema/index.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic } from '../support/people.ts';
import { storeObservation } from '../support/records.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { minutesAgo, silenceOf } from '../support/silent-device.ts';

let server: TestServer;
let clinic: Clinic;
let silence: ReturnType<typeof silenceOf>;
let patientId: string;

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
afterEach(async () => {
  await server.deps.db.delete(listeningPeriods);
});

/** The gateway took readings in between these, in minutes ago. */
const listened = (channel: 'mqtt' | 'http', ...periods: (readonly [from: number, to: number])[]) =>
  server.deps.db.insert(listeningPeriods).values(
    periods.map(([from, to], index) => ({
      ...{ listener: `${channel}:test-${index}`, channel, startsAt: minutesAgo(from), endsAt: minutesAgo(to) },
    })),
  );
/** A sensor of 15 minutes, last heard so long ago. */
const sensorHeard = async (minutes: number): Promise<string> => {
  const deviceId = await silence.giveDevice(['glucose']);
  await silence.expectEvery(15, { deviceId });
  await silence.readingAgo(deviceId, minutes);
  return deviceId;
};

describe('our own outage', () => {
  it('is not counted as silence of a device', async () => {
    await listened('mqtt', [600, 50], [20, 0]);
    const deviceId = await sensorHeard(60);
    // An hour without a reading, of which half an hour could be heard.
    expect(await silence.look()).toBe(false);
    const lastAt = minutesAgo(76);
    await server.deps.db.update(observations).set({ effectiveAt: lastAt }).where(eq(observations.source, deviceId));
    expect(await silence.look()).toBe(true);
    const [finding] = await silence.findings();
    // Three intervals after the last reading, and the outage.
    expect(Math.round(((finding?.onsetAt.getTime() ?? 0) - lastAt.getTime()) / 60_000)).toBe(75);
  });

  it('raises nothing about a device while it goes on', async () => {
    await listened('mqtt', [600, 10]);
    await sensorHeard(500);
    expect(await silence.look()).toBe(false);
    await listened('mqtt', [9, 0]);
    expect(await silence.look()).toBe(false);
    // An interval after the gateway came back it is the device.
    await server.deps.db.delete(listeningPeriods);
    await listened('mqtt', [600, 17], [16, 0]);
    expect(await silence.look()).toBe(true);
  });

  it('of the gateway keeps no webhook from being heard, and one of the server no device', async () => {
    const { db } = server.deps;
    const deviceId = await sensorHeard(60);
    await listened('mqtt', [600, 30]);
    await listened('http', [600, 0]);
    expect(await silence.look()).toBe(false);
    const sourceId = `hub-${newId()}`;
    const createdBy = clinic.administrator.userId;
    await db
      .insert(intakeSources)
      .values({ id: sourceId, label: 'Hub', secretSalt: new Uint8Array(32), createdAt: new Date(), createdBy });
    await db.insert(intakeUsers).values({ sourceId, externalUserId: 'wang.lei', deviceId });
    expect(await silence.look()).toBe(true);
  });

  it('of either counts for what may come by both', async () => {
    await silence.expectEvery(15);
    await silence.readingAgo('meter', 60);
    await listened('mqtt', [600, 0]);
    await listened('http', [600, 50], [20, 0]);
    expect(await silence.look()).toBe(false);
    await server.deps.db.delete(listeningPeriods).where(eq(listeningPeriods.channel, 'http'));
    expect(await silence.look()).toBe(true);
  });
});

describe('a device whose reading another source told of first', () => {
  it('was heard, although its reading does not count', async () => {
    const deviceId = await silence.giveDevice(['blood-pressure']);
    await silence.expectEvery(15, { deviceId, kind: 'blood-pressure' });
    const at = minutesAgo(5);
    await storeObservation(server, patientId, {
      ...{ kind: 'blood-pressure', systolic: 128, diastolic: 82, method: 'cuff', source: deviceId, effectiveAt: at },
      ...{ invalidatedAt: at, flags: ['same-as-other-source'] },
    });
    expect(await silence.look()).toBe(false);
    const answer = await clinic.doctor.get(`/api/patients/${patientId}/expectations`);
    const [expected] = ExpectationList.parse(await answer.json()).expectations;
    expect(expected).toMatchObject({ lastReadingAt: at.toISOString(), isSilent: false });
  });
});

describe('a silence whose alert was closed', () => {
  const closedAgo = async (minutes: number): Promise<void> => {
    const [open] = (await silence.alerts()).slice(-1);
    const answer = await clinic.doctor.send('POST', `/api/alerts/${open?.id ?? ''}/resolve`, { outcome: 'called' });
    expect(answer.status).toBe(200);
    await server.deps.db
      .update(alerts)
      .set({ resolvedAt: minutesAgo(minutes) })
      .where(eq(alerts.id, open?.id ?? ''));
  };
  const states = async () => (await silence.alerts()).map(({ state, severity }) => `${state} ${severity}`);

  it('is raised again after three more intervals, once, also where it was urgent already', async () => {
    await sensorHeard(200);
    await silence.look();
    await closedAgo(44);
    expect(await silence.look()).toBe(false);
    await closeTo(46);
    expect(await silence.look()).toBe(true);
    expect(await states()).toEqual(['resolved high', 'raised high']);
    const [first, second] = await silence.alerts();
    expect(second).toMatchObject({ findingId: first?.findingId, onsetAt: first?.onsetAt, clearedAt: null });
    expect(await silence.look()).toBe(false);
    expect(await silence.findings()).toHaveLength(1);
    await closedAgo(46);
    expect(await silence.look()).toBe(true);
    expect(await states()).toEqual(['resolved high', 'resolved high', 'raised high']);
  });

  const closeTo = (minutes: number) =>
    server.deps.db
      .update(alerts)
      .set({ resolvedAt: minutesAgo(minutes) })
      .where(eq(alerts.patientId, patientId));

  it('is raised again at once when it becomes urgent', async () => {
    const deviceId = await sensorHeard(60);
    await silence.look();
    await closedAgo(1);
    await server.deps.db
      .update(observations)
      .set({ effectiveAt: minutesAgo(91) })
      .where(eq(observations.source, deviceId));
    expect(await silence.look()).toBe(true);
    expect(await states()).toEqual(['resolved moderate', 'raised high']);
  });

  it('of a device that sends each minute waits half an hour', async () => {
    const deviceId = await silence.giveDevice(['glucose']);
    await silence.expectEvery(1, { deviceId });
    await silence.readingAgo(deviceId, 60);
    await silence.look();
    await closedAgo(29);
    expect(await silence.look()).toBe(false);
    await closeTo(31);
    expect(await silence.look()).toBe(true);
  });

  it('is not raised again by our own outage, nor when the device was heard since', async () => {
    const deviceId = await sensorHeard(200);
    await listened('mqtt', [600, 0]);
    await silence.look();
    await closedAgo(60);
    await server.deps.db.delete(listeningPeriods);
    await listened('mqtt', [600, 50], [20, 0]);
    expect(await silence.look()).toBe(false);
    await silence.readingAgo(deviceId, 3);
    await silence.look();
    await closeTo(300);
    expect(await silence.look()).toBe(false);
    expect(await states()).toEqual(['resolved high']);
  });
});
