import mqtt, { type MqttClient } from 'mqtt';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { CreatedDevice } from '#contracts/device.ts';
import { gattTopic, readingsTopic } from '#contracts/mqtt.ts';
import { EntryResult } from '#contracts/observation.ts';
import { QuarantineList, type QuarantinedReading } from '#contracts/quarantine.ts';
import { auditLog, deviceAssignments, observations } from '#database/schema/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createClinician, createPatient, joinCareTeam, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let gateway: TestGateway;
let doctor: Person;
const clients: MqttClient[] = [];

beforeAll(async () => {
  server = await startTestServer();
  gateway = await startTestGateway(server.deps.config.databaseUrl);
  doctor = await createClinician(server, { name: 'Dr Ana Ruiz', profession: 'doctor' });
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await gateway.stop();
  await server.close();
});

type Sender = { deviceId: string; publish: (reading: object) => Promise<unknown>; client: MqttClient };

/** A device that is connected, and assigned where a patient is named. */
const connectDevice = async (patientId: string | null, userSlot?: number): Promise<Sender> => {
  const kinds = ['blood-pressure', 'glucose', 'heart-rate'];
  const answer = await doctor.send('POST', '/api/devices', { label: 'Meter', kinds });
  const { device, credentials } = CreatedDevice.parse(await answer.json());
  if (patientId !== null) {
    const body = { patientId, ...(userSlot === undefined ? {} : { userSlot }) };
    expect((await doctor.send('POST', `/api/devices/${device.id}/assignment`, body)).status).toBe(200);
    // Theirs since two days ago, so that what they measured a few minutes ago is theirs, too.
    await server.deps.db
      .update(deviceAssignments)
      .set({ startsAt: new Date(Date.now() - 2 * 86_400_000) })
      .where(eq(deviceAssignments.deviceId, device.id));
  }
  const client = await mqtt.connectAsync(gateway.mqttUrl, { clientId: device.id, ...credentials });
  clients.push(client);
  const publish = (reading: object) =>
    client.publishAsync(readingsTopic(device.id), JSON.stringify(reading), { qos: 1 });
  return { deviceId: device.id, publish, client };
};
const ownPatient = async (name: string) => {
  const patient = await createPatient(server, name);
  await joinCareTeam(server, doctor, patient.patientId);
  return patient;
};
const held = async (deviceId: string): Promise<QuarantinedReading[]> => {
  const answer = await doctor.get('/api/quarantine?state=held&limit=200');
  return QuarantineList.parse(await answer.json()).readings.filter(({ source }) => source === deviceId);
};
const onlyHeld = async (deviceId: string): Promise<QuarantinedReading> => {
  const [row, ...others] = await held(deviceId);
  expect(others).toEqual([]);
  if (row === undefined) throw new Error('nothing is held');
  return row;
};
const release = (id: string, body: object) =>
  doctor.send('POST', `/api/quarantine/${id}/release`, { reason: 'put right by phone', ...body });
const released = async (answer: Response) => {
  expect(answer.status).toBe(200);
  const { observationId } = EntryResult.parse(((await answer.json()) as { result: unknown }).result);
  const [row] = await server.deps.db
    .select()
    .from(observations)
    .where(eq(observations.id, observationId ?? ''));
  return row;
};
const correctedIn = async (id: string) => {
  const [entry] = await server.deps.db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.action, 'reading:released'), eq(auditLog.subjectId, id)));
  expect(entry?.actor).toEqual({ type: 'user', id: doctor.userId });
  return entry?.detail?.['corrected'];
};
const alertsOf = async (patient: Person) =>
  AlertList.parse(await (await patient.get('/api/alerts')).json()).alerts.map(({ ruleId, lane, paged, state }) => ({
    ruleId,
    lane,
    paged,
    state,
  }));

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const glucose = { kind: 'glucose', unit: 'mg/dL', specimen: 'capillary' };
const pressure = { kind: 'blood-pressure', systolic: 128, diastolic: 82, unit: 'mmHg' };

describe('a reading that a device sent and a clinician puts right', () => {
  it('in the other unit is stored in that, and the audit log says what was corrected', async () => {
    const patient = await ownPatient('Qian Yu');
    const device = await connectDevice(patient.patientId);
    const sent = { ...glucose, value: 5.5, measuredAt: minutesAgo(3) };
    await device.publish(sent);
    const row = await onlyHeld(device.deviceId);
    expect(row).toMatchObject({ reason: 'unit-probably-wrong', patientId: patient.patientId, payloadHex: null });
    expect(JSON.parse(row.payloadText ?? '')).toEqual(sent);
    const stored = await released(await release(row.id, { reading: { ...sent, unit: 'mmol/L' } }));
    expect(stored).toMatchObject({ patientId: patient.patientId, glucose: 99.0857 });
    expect(await correctedIn(row.id)).toEqual(['unit']);
  });

  it('with the time at which it came in, because its clock is fast, breaks the rule that it broke in quarantine', async () => {
    const patient = await ownPatient('Ma Jun');
    const device = await connectDevice(patient.patientId);
    const crisis = { ...pressure, systolic: 211, diastolic: 122 };
    await device.publish({ ...crisis, measuredAt: new Date(Date.now() + 86_400_000).toISOString() });
    const row = await onlyHeld(device.deviceId);
    expect(row).toMatchObject({ reason: 'future-clock', isDangerous: true });
    const answer = await release(row.id, { reading: { ...crisis, measuredAt: row.receivedAt } });
    expect((await released(answer))?.measuredAt.toISOString()).toBe(row.receivedAt);
    expect(await correctedIn(row.id)).toEqual(['measuredAt']);
    expect(await alertsOf(patient)).toMatchObject([{ ruleId: 'bp.crisis', lane: 'physiological', state: 'raised' }]);
  });

  it('of a user number that nobody has is given to the person, and stays out of the other one’s record', async () => {
    const [one, two] = [await ownPatient('Wu Tao'), await ownPatient('Wu Mei')];
    const device = await connectDevice(one.patientId, 1);
    const sent = { ...pressure, userSlot: 2, measuredAt: minutesAgo(2) };
    await device.publish(sent);
    const row = await onlyHeld(device.deviceId);
    expect(row).toMatchObject({ reason: 'unassigned-device', patientId: null });
    expect((await release(row.id, { reading: sent })).status).toBe(400);
    const stored = await released(await release(row.id, { reading: sent, patientId: two.patientId }));
    expect(stored).toMatchObject({ patientId: two.patientId, systolic: 128 });
    expect(await correctedIn(row.id)).toEqual([]);
  });

  it('from a time before the device was anybody’s is a late finding and pages nobody', async () => {
    const patient = await ownPatient('He Lan');
    const device = await connectDevice(patient.patientId);
    const sent = { ...glucose, value: 41, measuredAt: minutesAgo(3 * 24 * 60) };
    await device.publish({ ...glucose, value: 120, measuredAt: minutesAgo(1) });
    await device.publish(sent);
    const row = await onlyHeld(device.deviceId);
    expect(row.reason).toBe('unassigned-device');
    await released(await release(row.id, { reading: sent, patientId: patient.patientId }));
    const raised = await alertsOf(patient);
    expect(raised).toMatchObject([{ ruleId: 'glucose.low-2', lane: 'late', paged: false }]);
  });

  it('that came as a Bluetooth frame is shown as its bytes', async () => {
    const patient = await ownPatient('Lu Ning');
    const device = await connectDevice(patient.patientId);
    // Flags, then systolic, diastolic and mean as SFLOAT: 2047 three times is "not a number".
    const frame = Buffer.from('00ff07ff07ff07', 'hex');
    await device.client.publishAsync(gattTopic(device.deviceId, '2a35'), frame, { qos: 1 });
    const row = await onlyHeld(device.deviceId);
    expect(row).toMatchObject({ payloadText: null, payloadHex: '00ff07ff07ff07' });
    await released(await release(row.id, { reading: { ...pressure, measuredAt: row.receivedAt } }));
    expect(await correctedIn(row.id)).toEqual(['all']);
  });

  it('is one row with a count when the same bytes come again, also after it was settled', async () => {
    const patient = await ownPatient('Bai Xue');
    const device = await connectDevice(patient.patientId);
    const sent = { ...glucose, value: '0Hi', measuredAt: minutesAgo(5) };
    for (let time = 0; time < 3; time += 1) await device.publish(sent);
    const row = await onlyHeld(device.deviceId);
    expect(row).toMatchObject({ occurrences: 3, isDangerous: true });
    const high = { ...glucose, value: 600, measuredAt: sent.measuredAt };
    const stored = await released(await release(row.id, { reading: high, comparator: '>' }));
    expect(stored).toMatchObject({ glucose: 600, comparator: '>' });
    expect(await correctedIn(row.id)).toEqual(['comparator', 'value']);
    await device.publish(sent);
    expect(await held(device.deviceId)).toEqual([]);
    expect((await release(row.id, { reading: high })).status).toBe(409);
    expect((await doctor.send('POST', `/api/quarantine/${row.id}/discard`, { reason: 'once more' })).status).toBe(409);
  });

  it('stays held when what it is corrected to is no reading', async () => {
    const patient = await ownPatient('Fu Rong');
    const device = await connectDevice(patient.patientId);
    await device.publish({ ...pressure, systolic: 80, diastolic: 120, measuredAt: minutesAgo(1) });
    const row = await onlyHeld(device.deviceId);
    const reading = { ...pressure, measuredAt: minutesAgo(1) };
    for (const body of [
      {},
      { reading: { ...reading, systolic: '128' } },
      { reading: { ...reading, systolic: 70, diastolic: 90 } },
      { reading: { ...reading, unit: 'mg/dL' } },
      { reading: { ...reading, measuredAt: 'yesterday' } },
      { reading: { ...reading, measuredAt: '0000-01-01T00:00:00Z' } },
      { reading: { ...reading, heart: 70 } },
      { reading, comparator: '<' },
      { reading, patientId: 'somebody' },
    ]) {
      expect([JSON.stringify(body), (await release(row.id, body)).status]).toEqual([JSON.stringify(body), 400]);
    }
    expect(await held(device.deviceId)).toHaveLength(1);
  });
});
