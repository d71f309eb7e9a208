import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingsTopic } from '#contracts/mqtt.ts';
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
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', [...request, ...subject, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
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
    const gateway = await startTestGateway(database.url, { endpoint: { tls: { port: 0, certFile, keyFile } } });
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

  it('says when certificate and key do not belong together', async () => {
    writeFileSync(join(folder, 'other.pem'), 'no key\n');
    const attempt = startTestGateway(database.url, {
      endpoint: { tls: { port: 0, certFile, keyFile: join(folder, 'other.pem') } },
    });
    await expect(attempt).rejects.toThrow(/^KANHU_TLS_CERT: is no certificate for KANHU_TLS_KEY/);
  });
});
