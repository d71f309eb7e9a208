import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#database/ids.ts';
import { alerts, auditLog, deviceAssignments, deviceClocks, devices } from '#database/schema/index.ts';
import { sweepDevices } from '#ingest/device-health/sweep-devices.ts';
import { createClinic, createPatient } from '../support/people.ts';
import { storeObservation } from '../support/records.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
/** Each test has a patient with a meter of their own. */
let patientId: string;
let deviceId: string;

const HOUR_MS = 3_600_000;

beforeAll(async () => {
  server = await startTestServer();
  await createClinic(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  ({ patientId } = await createPatient(server, 'Wang Lei'));
  deviceId = `meter-${newId()}`;
  await server.deps.db
    .insert(devices)
    .values({ id: deviceId, label: 'Meter', kinds: ['glucose'], secretSha256: new Uint8Array(32) });
  await server.deps.db
    .insert(deviceAssignments)
    .values({ id: newId(), deviceId, patientId, startsAt: new Date(Date.now() - HOUR_MS) });
});

const sweep = (): Promise<boolean> => sweepDevices(server.deps.sql);
const setBattery = (batteryPercent: number) =>
  server.deps.db.update(devices).set({ batteryPercent }).where(eq(devices.id, deviceId));
const measure = (flags: string[] | null) =>
  storeObservation(server, patientId, { source: deviceId, specimen: 'capillary', flags });
const alertsOf = () => server.deps.db.select().from(alerts).where(eq(alerts.patientId, patientId));

describe('a low battery', () => {
  it('is told once, and over when it was charged, not when it recovers a little', async () => {
    await setBattery(16);
    expect(await sweep()).toBe(false);
    await setBattery(15);
    expect(await sweep()).toBe(true);
    expect(await sweep()).toBe(false);
    const [alert] = await alertsOf();
    expect(alert).toMatchObject({ ruleId: 'device.battery', lane: 'technical', severity: 'moderate', paged: false });
    expect(alert?.explanation).toMatchObject({
      reason: 'battery-low',
      device: { id: deviceId, label: 'Meter' },
      comparisons: [{ quantity: 'batteryPercent', operator: '<=', threshold: 15 }],
    });
    await setBattery(24);
    expect(await sweep()).toBe(false);
    await setBattery(25);
    expect(await sweep()).toBe(true);
    expect((await alertsOf())[0]?.clearedAt).not.toBeNull();
    const audited = await server.deps.db.select().from(auditLog).where(eq(auditLog.patientId, patientId));
    expect(audited.map(({ action }) => action)).toEqual(['alert:raised', 'alert:cleared']);
  });

  it('is believed from the readings of a device that knows no percentage', async () => {
    await measure(['battery-low']);
    expect(await sweep()).toBe(true);
    expect((await alertsOf())[0]).toMatchObject({ ruleId: 'device.battery', clearedAt: null });
    await measure(null);
    expect(await sweep()).toBe(true);
    expect((await alertsOf())[0]?.clearedAt).not.toBeNull();
  });
});

describe('a fault', () => {
  it('that a device reports is told, and over with its first reading without it', async () => {
    await measure(['sensor-fault']);
    expect(await sweep()).toBe(true);
    await measure(['sensor-fault', 'symptoms']);
    expect(await sweep()).toBe(false);
    expect(await alertsOf()).toMatchObject([{ ruleId: 'device.fault', clearedAt: null }]);
    await measure([]);
    expect(await sweep()).toBe(true);
    expect((await alertsOf())[0]?.clearedAt).not.toBeNull();
  });

  it('is over for a patient who gave the device back, and begins for nobody without one', async () => {
    await measure(['sensor-fault']);
    await sweep();
    await server.deps.db
      .update(deviceAssignments)
      .set({ endsAt: new Date() })
      .where(eq(deviceAssignments.deviceId, deviceId));
    expect(await sweep()).toBe(true);
    expect((await alertsOf())[0]?.clearedAt).not.toBeNull();
    expect(await sweep()).toBe(false);
  });

  it('is told once by servers that sweep at the same moment', async () => {
    await measure(['sensor-fault']);
    await Promise.all([sweep(), sweep(), sweep()]);
    expect(await alertsOf()).toHaveLength(1);
  });
});

describe('a clock that is ahead', () => {
  const learn = (aheadMinutes: number) => {
    const at = new Date();
    const known = { aheadMs: aheadMinutes * 60_000 + 500, knownSince: at, learnedAt: at };
    return server.deps.db
      .insert(deviceClocks)
      .values({ deviceId, ...known })
      .onConflictDoUpdate({ target: deviceClocks.deviceId, set: known });
  };
  const forget = () => server.deps.db.delete(deviceClocks).where(eq(deviceClocks.deviceId, deviceId));

  it('is told once, with how far, and over when it was put right', async () => {
    await learn(60);
    expect(await sweep()).toBe(true);
    expect(await sweep()).toBe(false);
    const [alert] = await alertsOf();
    expect(alert).toMatchObject({ ruleId: 'device.clock', lane: 'technical', severity: 'moderate', paged: false });
    expect(alert?.explanation).toMatchObject({
      reason: 'clock-ahead',
      device: { id: deviceId, label: 'Meter' },
      comparisons: [{ quantity: 'clockAheadMinutes', operator: '>=', threshold: 60 }],
    });
    await forget();
    expect(await sweep()).toBe(true);
    expect((await alertsOf())[0]?.clearedAt).not.toBeNull();
    expect(await sweep()).toBe(false);
  });

  it('is told again when it is ahead by something else', async () => {
    await learn(60);
    await sweep();
    await learn(480);
    while (await sweep());
    const told = await alertsOf();
    expect(told).toMatchObject([{ state: 'raised', clearedAt: null }]);
    expect(told[0]?.explanation.comparisons).toMatchObject([{ threshold: 480 }]);
    await forget();
  });

  it('is over for a patient who gave the device back, and told of the one who has it then', async () => {
    await learn(60);
    await sweep();
    const before = patientId;
    ({ patientId } = await createPatient(server, 'Zhao Yun'));
    const at = new Date();
    await server.deps.db.update(deviceAssignments).set({ endsAt: at }).where(eq(deviceAssignments.deviceId, deviceId));
    await server.deps.db.insert(deviceAssignments).values({ id: newId(), deviceId, patientId, startsAt: at });
    expect(await sweep()).toBe(true);
    expect(await alertsOf()).toMatchObject([{ ruleId: 'device.clock', clearedAt: null }]);
    const [theirs] = await server.deps.db.select().from(alerts).where(eq(alerts.patientId, before));
    expect(theirs?.clearedAt).not.toBeNull();
    await forget();
  });
});
