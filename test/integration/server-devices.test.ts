import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreatedDevice, Device, DeviceList, RotatedDevice } from '#contracts/device.ts';
import { auditLog, devices, outbox } from '#database/schema/index.ts';
import { createClinic, type Clinic, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());

const register = async (person: Person, values: object = {}) => {
  const answer = await person.send('POST', '/api/devices', { label: 'Cuff', kinds: ['blood-pressure'], ...values });
  expect(answer.status).toBe(201);
  return CreatedDevice.parse(await answer.json());
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const storedHash = async (id: string) => {
  const [row] = await server.deps.db.select().from(devices).where(eq(devices.id, id));
  return Buffer.from(row?.secretSha256 ?? []).toString('hex');
};
const auditOf = async (deviceId: string) => {
  const rows = await server.deps.db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.subjectType, 'device'), eq(auditLog.subjectId, deviceId)))
    .orderBy(auditLog.id);
  return rows.map(({ action, patientId }) => [action, patientId]);
};
const listOf = async (person: Person) => DeviceList.parse(await (await person.get('/api/devices?limit=200')).json());
const deviceOf = async (answer: Response) => Device.parse(((await answer.json()) as { device: unknown }).device);

describe('a device’s secret', () => {
  it('is shown once and stored only as its hash', async () => {
    const { device, credentials } = await register(clinic.doctor);
    expect(credentials.username).toBe(device.id);
    expect(Buffer.from(credentials.password, 'base64url')).toHaveLength(32);
    expect(await storedHash(device.id)).toBe(sha256(credentials.password));
    const [row] = await server.deps.sql`select row_to_json(d)::text as json from devices d where id = ${device.id}`;
    expect(row?.['json']).not.toContain(credentials.password);
    expect(JSON.stringify(await listOf(clinic.doctor))).not.toContain(credentials.password);
    expect(server.logged.join('')).not.toContain(credentials.password);
  });

  it('is another one after rotating, and the old connection is told to go', async () => {
    const { device, credentials } = await register(clinic.doctor);
    const answer = await clinic.doctor.send('POST', `/api/devices/${device.id}/rotate`);
    const rotated = RotatedDevice.parse(await answer.json());
    expect(rotated.credentials.password).not.toBe(credentials.password);
    expect(await storedHash(device.id)).toBe(sha256(rotated.credentials.password));
    const news = await server.deps.db.select().from(outbox).where(eq(outbox.deviceId, device.id));
    expect(news.map(({ type }) => type)).toEqual(['device:revoked']);
    expect(await auditOf(device.id)).toEqual([
      ['device:created', null],
      ['device:claim-code-issued', null],
      ['device:secret-rotated', null],
    ]);
  });
});

describe('a device’s patient', () => {
  it('is one at a time, of a slot', async () => {
    const { device } = await register(clinic.administrator);
    const path = `/api/devices/${device.id}/assignment`;
    const { patientId } = clinic.patient;
    const first = await deviceOf(await clinic.doctor.send('POST', path, { patientId, userSlot: 1 }));
    expect(first.assignments).toMatchObject([{ patientId, userSlot: 1, to: null }]);
    expect((await clinic.nurse.send('POST', path, { patientId, userSlot: 1 })).status).toBe(409);
    expect((await clinic.nurse.send('POST', path, { patientId, userSlot: 2 })).status).toBe(200);
    const ended = await deviceOf(await clinic.doctor.send('DELETE', path, { patientId, userSlot: 1 }));
    expect(ended.assignments.map(({ userSlot, to }) => [userSlot, to === null])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect((await clinic.doctor.send('DELETE', path, { patientId, userSlot: 1 })).status).toBe(409);
    expect(await auditOf(device.id)).toEqual([
      ['device:created', null],
      ['device:claim-code-issued', null],
      ['device:assigned', patientId],
      ['device:assigned', patientId],
      ['device:claim-code-voided', null],
      ['device:unassigned', patientId],
    ]);
  });

  it('is set by their care team only', async () => {
    const { device } = await register(clinic.administrator);
    const path = `/api/devices/${device.id}/assignment`;
    const body = { patientId: clinic.patient.patientId };
    const answers = await Promise.all(
      [clinic.outsider, clinic.administrator, clinic.patient, clinic.otherPatient].map((person) =>
        person.send('POST', path, body),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 403, 404]);
  });
});

describe('the inventory', () => {
  it('shows a clinician what is unused or their patients’, and never whose the rest is', async () => {
    const unused = (await register(clinic.administrator)).device.id;
    const theirs = (await register(clinic.administrator)).device.id;
    await clinic.doctor.send('POST', `/api/devices/${theirs}/assignment`, { patientId: clinic.patient.patientId });
    const idsOf = async (person: Person) => (await listOf(person)).devices.map(({ id }) => id);
    expect(await idsOf(clinic.doctor)).toEqual(expect.arrayContaining([unused, theirs]));
    const outsiders = await idsOf(clinic.outsider);
    expect(outsiders).toContain(unused);
    expect(outsiders).not.toContain(theirs);
    expect(await idsOf(clinic.patient)).toContain(theirs);
    expect(await idsOf(clinic.otherPatient)).not.toContain(theirs);
    const inventory = await listOf(clinic.administrator);
    expect(inventory.devices.find(({ id }) => id === theirs)).toMatchObject({ assignments: [], isInUse: true });
    expect(inventory.devices.find(({ id }) => id === unused)?.isInUse).toBe(false);
    expect((await clinic.outsider.send('POST', `/api/devices/${theirs}/revoke`)).status).toBe(404);
    expect((await clinic.patient.send('POST', `/api/devices/${theirs}/revoke`)).status).toBe(403);
  });

  it('shows a patient what they have now, and no longer what they gave back', async () => {
    const { id } = (await register(clinic.administrator)).device;
    const path = `/api/devices/${id}/assignment`;
    const body = { patientId: clinic.patient.patientId };
    const isShown = async () => (await listOf(clinic.patient)).devices.some((device) => device.id === id);
    await clinic.doctor.send('POST', path, body);
    expect(await isShown()).toBe(true);
    await clinic.doctor.send('DELETE', path, body);
    expect(await isShown()).toBe(false);
  });

  it('knows no device twice, and none without a proper name', async () => {
    const id = 'cuff-0815';
    await register(clinic.administrator, { id });
    const post = (values: object) =>
      clinic.administrator.send('POST', '/api/devices', { label: 'Cuff', kinds: ['glucose'], ...values });
    expect((await post({ id })).status).toBe(409);
    for (const bad of [{ id: 'a/b' }, { id: '#' }, { id: 'X' }, { kinds: [] }, { label: '' }, { secret: 'mine' }]) {
      expect((await post(bad)).status).toBe(400);
    }
    expect((await post({ label: 'NUL \u0000 in a name' })).status).toBe(400);
    expect((await clinic.patient.send('POST', '/api/devices', { label: 'x', kinds: ['glucose'] })).status).toBe(403);
  });
});

it('takes a revoked device out of service for good', async () => {
  const { device } = await register(clinic.doctor);
  const path = `/api/devices/${device.id}`;
  await clinic.doctor.send('POST', `${path}/assignment`, { patientId: clinic.patient.patientId });
  const revoked = await deviceOf(await clinic.doctor.send('POST', `${path}/revoke`));
  expect(revoked.revokedAt).not.toBeNull();
  expect(revoked.assignments.every(({ to }) => to !== null)).toBe(true);
  expect((await clinic.doctor.send('POST', `${path}/revoke`)).status).toBe(409);
  expect((await clinic.doctor.send('POST', `${path}/rotate`)).status).toBe(409);
  expect((await clinic.doctor.send('POST', `${path}/assignment`, { patientId: clinic.patient.patientId })).status).toBe(
    409,
  );
  const news = await server.deps.db.select().from(outbox).where(eq(outbox.deviceId, device.id));
  expect(news.map(({ type }) => type)).toEqual(['device:revoked']);
});
