import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceToken, PairedDevice } from '#contracts/bluetooth.ts';
import { commandsTopic, gattTopic, readingsTopic } from '#contracts/mqtt.ts';
import { certificateAuthority, serverCertificate } from '../support/certificate-authority.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '../support/live-server.ts';
import { createClinic, signIn, type Clinic, type Person } from '../support/people.ts';
import type { TestServer } from '../support/server.ts';

let live: LiveClinic;
let gateway: TestGateway;
let server: TestServer;
let clinic: Clinic;
let deviceId: string;
beforeAll(async () => {
  live = await createLiveClinic();
  gateway = await startTestGateway(live.database.url);
  server = await startLiveServer(live, { env: { KANHU_MQTT_WS_PORT: String(gateway.ports.webSocket) } });
  clinic = await createClinic(server);
  deviceId = await pair(clinic.patient);
});
afterAll(async () => {
  await server.close();
  await gateway.stop();
  await live.database.drop();
});

const pairing = (person: Person, values: object = {}) =>
  person.send('POST', `/api/patients/${clinic.patient.patientId}/bluetooth-devices`, {
    label: 'Cuff of Li Wei',
    kinds: ['blood-pressure', 'heart-rate'],
    ...values,
  });
const pair = async (person: Person, values: object = {}) =>
  PairedDevice.parse(await (await pairing(person, values)).json()).device.id;
const tokenOf = async (person: Person, id = deviceId) =>
  DeviceToken.parse(await (await person.send('POST', `/api/devices/${id}/token`)).json());
const forgetLimit = () => server.deps.sql`delete from rate_limits where key like 'device-token:%'`;

const connect = ({ url, username, token }: DeviceToken, options: IClientOptions = {}): Promise<MqttClient> =>
  mqtt.connectAsync(
    url,
    { username, password: token, clientId: `${username}-page`, reconnectPeriod: 0, ...options },
    false,
  );
const refusalOf = (connecting: Promise<MqttClient>): Promise<unknown> =>
  connecting.then(
    async (client) => {
      await client.endAsync(true);
      return 'connected';
    },
    (error: unknown) => (error as { code?: unknown }).code,
  );
/** How long the connection lives on after the change. */
const droppedAfter = async (client: MqttClient, change: () => Promise<unknown>): Promise<number> => {
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  const startedAt = performance.now();
  await change();
  await closed;
  return performance.now() - startedAt;
};
const auditOf = async (id: string) =>
  (
    await server.deps.sql<{ action: string; patient_id: string | null; actor: unknown }[]>`
      select action, patient_id, actor from audit_log where subject_type = 'device' and subject_id = ${id} order by id`
  ).map(({ action, patient_id, actor }) => [action, patient_id, actor]);

describe('pairing a Bluetooth device', () => {
  it('makes a device of the patient, finds it again, and writes both down once', async () => {
    const id = await pair(clinic.patient, { label: 'Meter', kinds: ['glucose'] });
    const [again, twin] = await Promise.all([1, 2].map(() => pair(clinic.patient, { label: ' Meter ' })));
    expect([again, twin]).toEqual([id, id]);
    const actor = { type: 'user', id: clinic.patient.userId };
    expect(await auditOf(id)).toEqual([
      ['device:created', null, actor],
      ['device:assigned', clinic.patient.patientId, actor],
    ]);
  });

  it('makes one for each user number of a cuff', async () => {
    const shared = await pair(clinic.patient, { label: 'Shared cuff' });
    const second = await pair(clinic.patient, { label: 'Shared cuff', userSlot: 2 });
    expect(second).not.toBe(shared);
    expect(await pair(clinic.patient, { label: 'Shared cuff', userSlot: 2 })).toBe(second);
  });

  it('is for the patient in person', async () => {
    const { doctor, outsider, administrator, otherPatient } = clinic;
    const answers = await Promise.all([doctor, outsider, administrator, otherPatient].map((person) => pairing(person)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it('refuses what makes no sense', async () => {
    for (const bad of [{ label: ' ' }, { kinds: [] }, { kinds: ['weight'] }, { userSlot: 256 }, { id: 'mine' }]) {
      expect((await pairing(clinic.patient, bad)).status).toBe(400);
    }
  });

  it('stops at twenty devices', async () => {
    const { otherPatient } = clinic;
    const path = `/api/patients/${otherPatient.patientId}/bluetooth-devices`;
    const statuses: number[] = [];
    for (let n = 1; n <= 21; n += 1) {
      statuses.push((await otherPatient.send('POST', path, { label: `Strap ${n}`, kinds: ['heart-rate'] })).status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(200), 409]);
  });
});

describe('a device token', () => {
  it('lives 15 minutes, is stored as its hash, and leaves an audit row', async () => {
    const before = Date.now();
    const issued = await tokenOf(clinic.patient);
    const livesMs = Date.parse(issued.expiresAt) - before;
    expect(livesMs).toBeGreaterThan(14.9 * 60_000);
    expect(livesMs).toBeLessThan(15.1 * 60_000);
    expect(issued.url).toBe(`${server.url.replace('http', 'ws')}/mqtt`);
    expect(issued.username).toBe(deviceId);
    const [row] = await server.deps.sql<{ json: string }[]>`
      select json_agg(t)::text as json from device_tokens t where device_id = ${deviceId}`;
    expect(row?.json).not.toContain(issued.token);
    expect(server.logged.join('')).not.toContain(issued.token);
    expect((await auditOf(deviceId)).at(-1)?.slice(0, 2)).toEqual(['device:token-issued', clinic.patient.patientId]);
  });

  it('is given to the patient who has the device now, alone, and to nobody else', async () => {
    const statusFor = async (person: Person, id = deviceId) =>
      (await person.send('POST', `/api/devices/${id}/token`)).status;
    const { doctor, outsider, administrator, otherPatient, patient } = clinic;
    for (const person of [doctor, outsider, administrator, otherPatient]) expect(await statusFor(person)).toBe(404);
    expect(await statusFor(patient, 'no-such-device')).toBe(404);
    // A cuff whose second user is somebody else.
    const cuff = await pair(patient, { label: 'Cuff of two', userSlot: 1 });
    expect(await statusFor(patient, cuff)).toBe(200);
    await server.deps.sql`
      insert into device_assignments (id, device_id, patient_id, user_slot, starts_at)
      values (gen_random_uuid(), ${cuff}, ${otherPatient.patientId}, 2, now())`;
    expect(await statusFor(patient, cuff)).toBe(404);
    expect(await statusFor(otherPatient, cuff)).toBe(404);
  });

  it('is refused to a page that asks without end', async () => {
    await forgetLimit();
    const ask = async () => (await clinic.patient.send('POST', `/api/devices/${deviceId}/token`)).status;
    for (let n = 0; n < 30; n += 1) expect(await ask()).toBe(200);
    const refused = await clinic.patient.send('POST', `/api/devices/${deviceId}/token`);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
    await forgetLimit();
  });
});

describe('a browser with a device token', () => {
  it('sends a frame through the server’s own port, kept at the moment it was heard, once', async () => {
    const client = await connect(await tokenOf(clinic.patient));
    const heardAt = new Date(Date.now() - 20 * 60_000);
    // 72 beats a minute: a strap sends no time of its own.
    const frame = Buffer.from([0, 72]);
    const topic = gattTopic(deviceId, '2a37', heardAt);
    await client.publishAsync(topic, frame, { qos: 1 });
    await client.publishAsync(topic, frame, { qos: 1 });
    await client.endAsync();
    const rows = await server.deps.sql`
      select patient_id as "patientId", effective_at as "at" from observations where source = ${deviceId}`;
    expect(rows).toEqual([{ patientId: clinic.patient.patientId, at: heardAt }]);
  });

  it('may do what the device may: hear its own commands, not publish for others', async () => {
    const issued = await tokenOf(clinic.patient);
    const other = await pair(clinic.patient, { label: 'Another' });
    const client = await connect(issued);
    expect((await client.subscribeAsync(commandsTopic(deviceId), { qos: 1 }))[0]?.qos).toBe(1);
    await expect(client.subscribeAsync(commandsTopic(other), { qos: 1 })).rejects.toThrow();
    const dropped = droppedAfter(client, () => {
      client.publish(readingsTopic(other), '{}', { qos: 1 });
      return Promise.resolve();
    });
    expect(await dropped).toBeLessThan(1000);
  });

  it('is refused with a forged token, the token of another device, and the device’s own client id', async () => {
    const issued = await tokenOf(clinic.patient);
    const other = await pair(clinic.patient, { label: 'Another' });
    const forged = Buffer.from(issued.token, 'base64url');
    forged[0] = (forged[0] ?? 0) ^ 1;
    expect(await refusalOf(connect({ ...issued, token: forged.toString('base64url') }))).toBe(4);
    expect(await refusalOf(connect({ ...issued, username: other }))).toBe(4);
    expect(await refusalOf(connect(issued, { clientId: deviceId }))).toBe(2);
    expect(await refusalOf(connect(issued, { clientId: `${other}-page` }))).toBe(2);
    expect(await refusalOf(connect(issued))).toBe('connected');
  });

  it('is let in also where devices must show a certificate, which a browser has none of', async () => {
    const authority = certificateAuthority();
    const [certFile, keyFile] = [`${authority.caFile}.server`, `${authority.caFile}.server.key`];
    serverCertificate({ certFile, keyFile });
    const clients = { caFile: authority.caFile, crlFile: null, isRequired: true, isPasswordOptional: false };
    const strict = await startTestGateway(live.database.url, {
      endpoint: { tls: { port: 0, certFile, keyFile, clients } },
      config: { gatewayId: 'gw-strict' },
    });
    const issued = await tokenOf(clinic.patient);
    expect(await refusalOf(connect({ ...issued, url: strict.webSocketUrl }))).toBe('connected');
    await strict.stop();
    authority.remove();
  });

  it('is out within a second of the token’s end, and stays out', async () => {
    const issued = await tokenOf(clinic.patient);
    const client = await connect(issued);
    const expire = () => server.deps.sql`update device_tokens set expires_at = now() where device_id = ${deviceId}`;
    expect(await droppedAfter(client, expire)).toBeLessThan(1000);
    expect(await refusalOf(connect(issued))).toBe(4);
  });

  it('comes back with a new token before the old one ends', async () => {
    const old = await connect(await tokenOf(clinic.patient));
    const next = await connect(await tokenOf(clinic.patient), { clientId: `${deviceId}-next` });
    await sleep(700);
    expect([old.connected, next.connected]).toEqual([true, true]);
    await Promise.all([old.endAsync(), next.endAsync()]);
  });

  it('is out within a second when the person signs out, and leaves their other sessions alone', async () => {
    const elsewhere = await signIn(server, clinic.patient, clinic.patient);
    const [here, there] = [await tokenOf(clinic.patient), await tokenOf(elsewhere)];
    const stays = await connect(here, { clientId: `${deviceId}-here` });
    const client = await connect(there, { clientId: `${deviceId}-there` });
    expect(await droppedAfter(client, () => elsewhere.send('POST', '/api/auth/sign-out'))).toBeLessThan(1000);
    expect(await refusalOf(connect(there))).toBe(4);
    await sleep(700);
    expect(stays.connected).toBe(true);
    await stays.endAsync();
  });

  it('is out within a second when the patient loses the device', async () => {
    const id = await pair(clinic.patient, { label: 'On loan' });
    const issued = await tokenOf(clinic.patient, id);
    const client = await connect(issued);
    const unassign = () =>
      clinic.doctor.send('DELETE', `/api/devices/${id}/assignment`, { patientId: clinic.patient.patientId });
    expect(await droppedAfter(client, unassign)).toBeLessThan(1000);
    expect(await refusalOf(connect(issued))).toBe(4);
    expect((await clinic.patient.send('POST', `/api/devices/${id}/token`)).status).toBe(404);
    expect(await pair(clinic.patient, { label: 'On loan' })).not.toBe(id);
  });

  it('is out within a second when the device is revoked', async () => {
    const id = await pair(clinic.patient, { label: 'Broken' });
    const issued = await tokenOf(clinic.patient, id);
    const client = await connect(issued);
    const revoke = () => clinic.doctor.send('POST', `/api/devices/${id}/revoke`);
    expect(await droppedAfter(client, revoke)).toBeLessThan(1000);
    expect(await refusalOf(connect(issued))).toBe(4);
    expect((await clinic.patient.send('POST', `/api/devices/${id}/token`)).status).toBe(404);
  });
});
