import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gattTopic, type GattCharacteristic } from '#contracts/mqtt.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { testClinic, type TestClinic, type TestDevice } from '../support/gateway-clinic.ts';
import { testDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let clinic: TestClinic;
let gateway: TestGateway;
let device: TestDevice;
let client: MqttClient;
beforeAll(async () => {
  database = await testDatabase();
  clinic = testClinic(database.url);
  gateway = await startTestGateway(database.url);
  device = await clinic.addDevice();
  await clinic.sql`update patients set time_zone = 'America/Bogota' where id = ${device.patientId}`;
  client = await mqtt.connectAsync(`mqtt://127.0.0.1:${gateway.ports.mqtt}`, {
    ...{ username: device.deviceId, password: device.password, clientId: device.deviceId },
    reconnectPeriod: 0,
  });
});
afterAll(async () => {
  await client.endAsync(true);
  await gateway.stop();
  await clinic.close();
  await database.drop();
});

const send = (characteristic: GattCharacteristic, frame: string) =>
  client.publishAsync(gattTopic(device.deviceId, characteristic), Buffer.from(frame.replaceAll(' ', ''), 'hex'), {
    qos: 1,
  });

/** Yesterday, to the second: a device's clock has no milliseconds. */
const YESTERDAY = new Date(Math.floor(Date.now() / 1000) * 1000 - 86_400_000);
/** No summer time there. */
const BOGOTA_MS = -5 * 3_600_000;

/** The 7 bytes of a clock in Bogotá at an instant. */
const clock = (at: Date): string => {
  const local = new Date(at.getTime() + BOGOTA_MS);
  const bytes = Buffer.alloc(7);
  bytes.writeUInt16LE(local.getUTCFullYear());
  bytes.set(
    [local.getUTCMonth() + 1, local.getUTCDate(), local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()],
    2,
  );
  return bytes.toString('hex');
};

it("stores a cuff's bytes at the patient's time, in mmHg, and what came in kPa beside it", async () => {
  await send('2a35', `17 BDF0 0B00 9FF0 ${clock(YESTERDAY)} 3C00 0400`);
  const rows = await clinic.sql`
    select kind, measured_at, systolic, diastolic, pulse, method, flags, original from observations
    where source = ${device.deviceId} and kind = 'blood-pressure'`;
  expect(rows).toEqual([
    {
      kind: 'blood-pressure',
      measured_at: YESTERDAY,
      ...{ systolic: 141.7617, diastolic: 82.5068, pulse: 60, method: 'cuff', flags: ['irregular-pulse'] },
      original: { unit: 'kPa', values: { systolic: 18.9, diastolic: 11, meanArterial: 15.9, pulse: 60 } },
    },
  ]);
});

it("stores a meter's result once, however often it is sent", async () => {
  const result = `02 2A00 ${clock(YESTERDAY)} 64B0 11`;
  await send('2a18', result);
  await send('2a18', result);
  const rows = await clinic.sql`
    select source_key, measured_at, glucose, specimen from observations
    where source = ${device.deviceId} and kind = 'glucose'`;
  expect(rows).toEqual([
    {
      ...{ source_key: 's:42', glucose: 100, specimen: 'capillary' },
      measured_at: YESTERDAY,
    },
  ]);
});

it('writes the meal of a context beside its result, and quarantines one without', async () => {
  await send('2a34', '02 2A00 03');
  await send('2a34', '02 2B01 03');
  const rows = await clinic.sql`
    select source_key, meal from observations where source = ${device.deviceId} and kind = 'glucose'`;
  expect(rows).toEqual([{ source_key: 's:42', meal: 'fasting' }]);
  const refused = await clinic.sql`
    select reason, detail from quarantined_readings where source = ${device.deviceId}`;
  expect(refused).toEqual([{ reason: 'wrong-shape', detail: '2a34: the context of a result that was not sent' }]);
});

it('writes the meal beside the newest result where a meter began to count again', async () => {
  const fresh = await clinic.addDevice();
  const other = await mqtt.connectAsync(`mqtt://127.0.0.1:${gateway.ports.mqtt}`, {
    ...{ username: fresh.deviceId, password: fresh.password, clientId: fresh.deviceId },
    reconnectPeriod: 0,
  });
  const sendFresh = (characteristic: GattCharacteristic, frame: string) =>
    other.publishAsync(gattTopic(fresh.deviceId, characteristic), Buffer.from(frame.replaceAll(' ', ''), 'hex'), {
      qos: 1,
    });
  await sendFresh('2a18', `02 0100 ${clock(YESTERDAY)} 64B0 11`);
  await sendFresh('2a18', `02 0100 ${clock(new Date(YESTERDAY.getTime() + 3_600_000))} 64B0 11`);
  await sendFresh('2a34', '02 0100 02');
  const rows = await clinic.sql`
    select meal from observations where source = ${fresh.deviceId} and kind = 'glucose' order by effective_at`;
  expect(rows).toEqual([{ meal: null }, { meal: 'after' }]);
  await other.endAsync(true);
});

it("stores a strap's beat at the time it came in, with its intervals", async () => {
  const before = Date.now();
  await send('2a37', '10 55 0004 0002');
  const [row] = await clinic.sql<{ measured_at: Date; heart_rate: number; rr_intervals_ms: number[] }[]>`
    select measured_at, heart_rate, rr_intervals_ms from observations
    where source = ${device.deviceId} and kind = 'heart-rate'`;
  expect(row).toMatchObject({ heart_rate: 85, rr_intervals_ms: [1000, 500] });
  expect(row?.measured_at.getTime()).toBeGreaterThanOrEqual(before);
});

it("raises a meter's LO as the emergency it is", async () => {
  await send('2a18', `02 2B00 ${clock(new Date())} 0208 11`);
  const alerts = await clinic.sql`
    select rule_id, severity, paged from alerts where patient_id = ${device.patientId} and rule_id = 'glucose.low-2'`;
  expect(alerts).toEqual([{ rule_id: 'glucose.low-2', severity: 'critical', paged: true }]);
});

it('acknowledges a frame that lies and keeps its bytes, and doubts a clock without a year', async () => {
  await send('2a37', '17 01 01');
  await send('2a35', '1E 8A00 5800 7800 0000041114293B 3C00 FF 0000');
  const rows = await clinic.sql<{ reason: string; detail: string; payload: Buffer }[]>`
    select reason, detail, payload from quarantined_readings
    where source = ${device.deviceId} and detail not like '2a34%'
    order by received_at`;
  expect(rows).toMatchObject([
    { reason: 'wrong-shape', detail: '2a37: the frame ends before an RR interval' },
    { reason: 'reset-clock' },
  ]);
  expect(rows[0]?.payload.toString('hex')).toBe('170101');
});
