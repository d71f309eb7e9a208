import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import mqtt, { ErrorWithReasonCode, type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readingsTopic } from '#contracts/mqtt.ts';
import type { ClientCertificatesConfig } from '#device-gateway/config.ts';
import {
  certificateAuthority,
  serverCertificate,
  type CertificateAuthority,
  type Issued,
} from '../support/certificate-authority.ts';
import { eventually } from '../support/eventually.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { testClinic, type TestClinic, type TestDevice } from '../support/gateway-clinic.ts';
import { testDatabase, type TestDatabase } from '../support/postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'kanhu-tls-'));
const certFile = join(folder, 'cert.pem');
const keyFile = join(folder, 'key.pem');

let database: TestDatabase;
let clinic: TestClinic;
let authority: CertificateAuthority;
let foreign: CertificateAuthority;
/** Another authority under the name of ours. */
let impostor: CertificateAuthority;
let gateway: TestGateway;
let device: TestDevice;
let issued: Issued;
const logged: string[] = [];

beforeAll(async () => {
  serverCertificate({ certFile, keyFile });
  database = await testDatabase();
  clinic = testClinic(database.url);
  authority = certificateAuthority();
  foreign = certificateAuthority('Somebody else');
  impostor = certificateAuthority();
});
beforeEach(async () => {
  logged.length = 0;
  authority.publishList();
  device = await clinic.addDevice();
  issued = authority.issue(device.deviceId);
});
afterEach(() => gateway.stop());
afterAll(async () => {
  await clinic.close();
  await database.drop();
  for (const each of [authority, foreign, impostor]) each.remove();
  rmSync(folder, { recursive: true });
});

const start = async (clients: Partial<ClientCertificatesConfig> = {}): Promise<void> => {
  const asked = { caFile: authority.caFile, crlFile: authority.crlFile, isRequired: true, isPasswordOptional: false };
  gateway = await startTestGateway(database.url, {
    endpoint: { tls: { port: 0, certFile, keyFile, clients: { ...asked, ...clients } } },
    log: pino({ level: 'info' }, { write: (line: string) => logged.push(line) }),
  });
};

const revoked = (): Issued => {
  const certificate = authority.issue(device.deviceId);
  authority.revoke(certificate);
  authority.publishList();
  return certificate;
};

type Shown = { issued?: Issued | null; username?: string; password?: string | null; port?: 'mqtt' | 'mqtts' };

/** As a device connects: MQTT.js over a real TLS socket, with what it shows of itself. */
const connect = (shown: Shown = {}): Promise<MqttClient> => {
  const { username = device.deviceId, password = device.password, port = 'mqtts' } = shown;
  const certificate = shown.issued === undefined ? issued : shown.issued;
  return mqtt.connectAsync(
    `${port}://127.0.0.1:${gateway.ports[port] ?? 0}`,
    {
      clientId: username,
      username,
      ...(password === null ? {} : { password }),
      ca: readFileSync(certFile),
      ...(certificate === null ? {} : { cert: certificate.cert, key: certificate.key }),
      reconnectPeriod: 0,
    },
    false,
  );
};

/** The return code of the CONNACK that refuses, or that the connection was ended before one. */
const refusalOf = (attempt: Promise<MqttClient>): Promise<number | 'ended' | 'signed in'> =>
  attempt.then(
    async (client) => {
      await client.endAsync();
      return 'signed in' as const;
    },
    (error: unknown) => (error instanceof ErrorWithReasonCode ? error.code : 'ended'),
  );

const refused = (reason: string): Promise<number> => gateway.metric(`kanhu_gateway_refused_total{reason="${reason}"}`);
const closing = (client: MqttClient): Promise<void> => new Promise((resolve) => client.once('close', () => resolve()));

describe('a clinic that requires certificates of devices', () => {
  it('takes readings of a device with its own certificate and its password', async () => {
    await start();
    const client = await connect();
    const reading = { kind: 'heart-rate', measuredAt: new Date().toISOString(), value: 71, unit: '/min' };
    await client.publishAsync(readingsTopic(device.deviceId), JSON.stringify(reading), { qos: 1 });
    await client.endAsync();
    const rows = await clinic.sql`select heart_rate from observations where source = ${device.deviceId}`;
    expect(rows).toEqual([{ heart_rate: 71 }]);
  });

  it('does not take the certificate for the password', async () => {
    await start();
    expect(await refusalOf(connect({ password: null }))).toBe(4);
    expect(await refusalOf(connect({ password: `${device.password}x` }))).toBe(4);
    expect(await refused('bad-credentials')).toBe(2);
  });

  it('refuses a password alone, over TLS and over plain MQTT', async () => {
    await start();
    expect(await refusalOf(connect({ issued: null }))).toBe('ended');
    expect(await refusalOf(connect({ issued: null, port: 'mqtt' }))).toBe(5);
    expect(await refused('certificate-missing')).toBe(2);
  });

  it('refuses the certificate of another device, of nobody, and one with two names', async () => {
    await start();
    const other = await clinic.addDevice();
    const twoNames = `/CN=${device.deviceId}/CN=${other.deviceId}`;
    const attempts = [
      connect({ issued: authority.issue(other.deviceId) }),
      connect({ username: other.deviceId, password: other.password }),
      connect({ issued: authority.issue('Head Nurse') }),
      connect({ issued: authority.issue(device.deviceId, { subject: twoNames }) }),
    ];
    expect(await Promise.all(attempts.map(refusalOf))).toEqual([5, 5, 5, 5]);
    expect(await refused('certificate-foreign')).toBe(4);
  });

  it.each<[string, string, () => Issued]>([
    ['certificate-untrusted', 'of another authority', () => foreign.issue(device.deviceId)],
    ['certificate-untrusted', 'of an authority that took the name of ours', () => impostor.issue(device.deviceId)],
    [
      'certificate-untrusted',
      'for a server',
      () => authority.issue(device.deviceId, { extendedKeyUsage: 'serverAuth' }),
    ],
    ['certificate-expired', 'that is over', () => authority.issue(device.deviceId, { validMs: -60_000 })],
    ['certificate-revoked', 'that was revoked', () => revoked()],
  ])('refuses as %s one %s, before anything is said in MQTT', async (reason, _name, make) => {
    const shown = make();
    await start();
    expect(await refusalOf(connect({ issued: shown }))).toBe('ended');
    expect(await refused(reason)).toBe(1);
    const line = logged.map((text) => JSON.parse(text) as Record<string, unknown>).find(({ msg }) => msg === 'refused');
    expect(line).toMatchObject({ reason, deviceId: device.deviceId });
    expect(line?.['finding']).toMatch(/^[A-Z_]+$/);
    expect(logged.join('')).not.toContain(device.password);
    expect(await refusalOf(connect())).toBe('signed in');
  });

  it('refuses everybody while its list of revoked certificates is too old, and says whose fault it is', async () => {
    authority.publishList(-60_000);
    await start();
    expect(await refusalOf(connect())).toBe('ended');
    expect(await refused('certificate-unjudged')).toBe(1);
    expect(logged.join('')).toContain('CRL_HAS_EXPIRED');
    authority.publishList();
    await eventually('the new list is read', () => logged.some((line) => line.includes('read again')));
    expect(await refusalOf(connect())).toBe('signed in');
  });

  it('refuses a revoked device, whatever its certificate says', async () => {
    await start({ isPasswordOptional: true });
    await clinic.sql`update devices set revoked_at = now() where id = ${device.deviceId}`;
    expect(await refusalOf(connect())).toBe(5);
    expect(await refusalOf(connect({ password: null }))).toBe(5);
    expect(await refused('revoked')).toBe(2);
  });
});

describe('a certificate that is good no longer', () => {
  it('ends the connection when it is revoked, and lets those that are still good come back', async () => {
    await start();
    const other = await clinic.addDevice();
    const others = authority.issue(other.deviceId);
    const clients = [
      await connect(),
      await connect({ issued: others, username: other.deviceId, password: other.password }),
    ];
    const closed = Promise.all(clients.map(closing));
    authority.revoke(issued);
    authority.publishList();
    await closed;
    expect(await refusalOf(connect())).toBe('ended');
    expect(await refused('certificate-revoked')).toBe(1);
    const again = connect({ issued: others, username: other.deviceId, password: other.password });
    expect(await refusalOf(again)).toBe('signed in');
  });

  it('ends the connection when its time is over', async () => {
    await start();
    issued = authority.issue(device.deviceId, { validMs: 6_000 });
    const client = await connect();
    await closing(client);
    expect(await refused('certificate-expired')).toBe(1);
  });

  it('is judged anew in every handshake: no session is resumed', async () => {
    await start();
    const open = async (session?: Buffer) => {
      const socket = connectTls({
        host: '127.0.0.1',
        port: gateway.ports.mqtts ?? 0,
        ca: readFileSync(certFile),
        cert: issued.cert,
        key: issued.key,
        ...(session ? { session } : {}),
      });
      const ticket = once(socket, 'session') as Promise<[Buffer]>;
      await once(socket, 'secureConnect');
      return { socket, ticket };
    };
    const first = await open();
    const [session] = await first.ticket;
    first.socket.destroy();
    const second = await open(session);
    expect(second.socket.isSessionReused()).toBe(false);
    second.socket.destroy();
  });

  it('keeps the list from before when the new one cannot be used', async () => {
    const over = revoked();
    await start();
    const client = await connect();
    writeFileSync(authority.crlFile, 'half a fi');
    await eventually('the gateway says so', () => logged.some((line) => line.includes('KANHU_MQTT_TLS_CLIENT_CRL')));
    expect(client.connected).toBe(true);
    await client.endAsync();
    expect(await refusalOf(connect())).toBe('signed in');
    expect(await refusalOf(connect({ issued: over }))).toBe('ended');
  });
});

describe('a clinic that only asks for certificates', () => {
  it('lets a device in without one, and refuses one that is not its own', async () => {
    await start({ isRequired: false });
    expect(await refusalOf(connect({ issued: null }))).toBe('signed in');
    expect(await refusalOf(connect({ issued: null, port: 'mqtt' }))).toBe('signed in');
    expect(await refusalOf(connect())).toBe('signed in');
    expect(await refusalOf(connect({ issued: foreign.issue(device.deviceId) }))).toBe('ended');
    const other = await clinic.addDevice();
    expect(await refusalOf(connect({ issued: authority.issue(other.deviceId) }))).toBe(5);
  });
});

describe('a clinic to which a certificate is enough', () => {
  it('lets a device in without its password, and with the right one, never with a wrong one', async () => {
    await start({ isPasswordOptional: true });
    expect(await refusalOf(connect({ password: null }))).toBe('signed in');
    expect(await refusalOf(connect())).toBe('signed in');
    expect(await refusalOf(connect({ password: `${device.password}x` }))).toBe(4);
  });

  it('still asks those without a certificate for a password, where they are let in at all', async () => {
    await start({ isPasswordOptional: true, isRequired: false });
    expect(await refusalOf(connect({ issued: null, password: null }))).toBe(4);
    expect(await refusalOf(connect({ issued: null }))).toBe('signed in');
  });

  it('knows no device that was never registered', async () => {
    await start({ isPasswordOptional: true });
    const stranger = connect({ issued: authority.issue('nobody-here'), username: 'nobody-here', password: null });
    expect(await refusalOf(stranger)).toBe(4);
  });

  it('keeps such a device when its secret is another one, and ends it when it is revoked', async () => {
    await start({ isPasswordOptional: true });
    const client = await connect({ password: null });
    const secret = createHash('sha256').update('the next secret').digest();
    await clinic.sql`update devices set secret_sha256 = ${secret} where id = ${device.deviceId}`;
    await sleep(700);
    expect(client.connected).toBe(true);
    const closed = closing(client);
    await clinic.sql`update devices set revoked_at = now() where id = ${device.deviceId}`;
    await closed;
    expect(await refused('revoked')).toBe(1);
  });
});

describe('files that cannot be used', () => {
  it.each([
    ['KANHU_MQTT_TLS_CLIENT_CA', 'cannot be read', () => ({ caFile: join(folder, 'missing.pem') })],
    ['KANHU_MQTT_TLS_CLIENT_CA', 'holds no certificates', () => ({ caFile: keyFile })],
    ['KANHU_MQTT_TLS_CLIENT_CRL', 'cannot be read', () => ({ crlFile: join(folder, 'missing.pem') })],
    ['KANHU_MQTT_TLS_CLIENT_CRL', 'holds no list', () => ({ crlFile: certFile })],
  ])('stop the start: %s whose file %s', async (name, reason, clients) => {
    await expect(start(clients())).rejects.toThrow(new RegExp(`^${name}: its file ${reason}`));
    // For the clean-up after each test.
    await start();
  });
});
