import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingsTopic } from '#contracts/mqtt.ts';
import { serverCertificate } from '../support/certificate-authority.ts';
import { eventually } from '../support/eventually.ts';
import { startTestGateway } from '../support/gateway.ts';
import { testClinic, type TestClinic } from '../support/gateway-clinic.ts';
import { testDatabase, type TestDatabase } from '../support/postgres.ts';
import { rawMqtt } from '../support/raw-mqtt.ts';

const folder = mkdtempSync(join(tmpdir(), 'kanhu-tls-'));
const certFile = join(folder, 'cert.pem');
const keyFile = join(folder, 'key.pem');

let database: TestDatabase;
let clinic: TestClinic;
beforeAll(async () => {
  serverCertificate({ certFile, keyFile });
  database = await testDatabase();
  clinic = testClinic(database.url);
});
afterAll(async () => {
  await clinic.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

describe('MQTT with TLS', () => {
  it('takes readings of a device that checks the certificate, and ends a connection that speaks no TLS', async () => {
    const gateway = await startTestGateway(database.url, {
      endpoint: { tls: { port: 0, certFile, keyFile, clients: null } },
    });
    const device = await clinic.addDevice();
    const client = await mqtt.connectAsync(`mqtts://127.0.0.1:${gateway.ports.mqtts ?? 0}`, {
      clientId: device.deviceId,
      username: device.deviceId,
      password: device.password,
      ca: readFileSync(certFile),
    });
    const reading = { kind: 'heart-rate', measuredAt: new Date().toISOString(), value: 71, unit: '/min' };
    await client.publishAsync(readingsTopic(device.deviceId), JSON.stringify(reading), { qos: 1 });
    await client.endAsync();
    const rows = await clinic.sql`select heart_rate from observations where source = ${device.deviceId}`;
    expect(rows).toEqual([{ heart_rate: 71 }]);

    const plain = await rawMqtt(gateway.ports.mqtts ?? 0);
    plain.socket.write('no TLS at all\r\n');
    await plain.closed;
    await gateway.stop();
  });

  it('shows the next certificate as soon as its file has it, and keeps connections open', async () => {
    const renewed = { certFile: join(folder, 'renewed.pem'), keyFile: join(folder, 'renewed.key.pem') };
    const inUse = { certFile: join(folder, 'in-use.pem'), keyFile: join(folder, 'in-use.key.pem') };
    serverCertificate(renewed);
    const put = (files: typeof renewed): void => {
      copyFileSync(files.certFile, inUse.certFile);
      copyFileSync(files.keyFile, inUse.keyFile);
    };
    put({ certFile, keyFile });
    const gateway = await startTestGateway(database.url, { endpoint: { tls: { port: 0, ...inUse, clients: null } } });
    const device = await clinic.addDevice();
    const connect = (ca: string) =>
      mqtt.connectAsync(
        `mqtts://127.0.0.1:${gateway.ports.mqtts ?? 0}`,
        {
          clientId: device.deviceId,
          username: device.deviceId,
          password: device.password,
          ca: readFileSync(ca),
          reconnectPeriod: 0,
        },
        false,
      );
    const before = await connect(certFile);
    put(renewed);
    await eventually('the next certificate', () =>
      connect(renewed.certFile).then(
        (client) => client.endAsync().then(() => true),
        () => false,
      ),
    );
    await before.endAsync(true);
    await gateway.stop();
  });

  it('says when certificate and key do not belong together', async () => {
    writeFileSync(join(folder, 'other.pem'), 'no key\n');
    const attempt = startTestGateway(database.url, {
      endpoint: { tls: { port: 0, certFile, keyFile: join(folder, 'other.pem'), clients: null } },
    });
    await expect(attempt).rejects.toThrow(/^KANHU_TLS_CERT: is no certificate for KANHU_TLS_KEY/);
  });
});
