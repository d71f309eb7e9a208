import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingsTopic } from '#contracts/mqtt.ts';
import { runGatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { testClinic, type TestClinic } from '../support/gateway-clinic.ts';
import { testDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let clinic: TestClinic;
beforeAll(async () => {
  database = await testDatabase();
  clinic = testClinic(database.url);
});
afterAll(async () => {
  await clinic.close();
  await database.drop();
});

const takePort = async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: String((server.address() as AddressInfo).port), close: () => server.close() };
};

describe('a start that cannot succeed', () => {
  it.each(['KANHU_MQTT_PORT', 'KANHU_MQTT_WS_PORT', 'KANHU_GATEWAY_METRICS_PORT'])(
    'names %s when another program has that port',
    async (variable) => {
      const taken = await takePort();
      const { exitCode, errors } = await runGatewayProcess({ DATABASE_URL: database.url, [variable]: taken.port });
      taken.close();
      expect(exitCode).toBe(78);
      expect(errors).toContain(`${variable}: port ${taken.port} is taken by another program`);
    },
  );

  it('names every variable that is wrong, at once, and shows none of their values', async () => {
    const { exitCode, errors } = await runGatewayProcess({
      DATABASE_URL: 'mysql://someone:hunter2@db.example/kanhu',
      KANHU_MQTT_PROT: 'hunter2',
      KANHU_LOG_LEVEL: 'hunter2',
    });
    expect(exitCode).toBe(78);
    for (const name of ['DATABASE_URL: ', 'KANHU_MQTT_PROT: ', 'KANHU_LOG_LEVEL: ']) expect(errors).toContain(name);
    expect(errors).not.toContain('hunter2');
  });

  it('says which files of the certificate it cannot read', async () => {
    const { errors } = await runGatewayProcess({
      DATABASE_URL: database.url,
      KANHU_TLS_CERT: '/nowhere/cert.pem',
      KANHU_TLS_KEY: '/nowhere/key.pem',
    });
    expect(errors).toContain('KANHU_TLS_CERT: its file cannot be read (ENOENT)');
    expect(errors).toContain('KANHU_TLS_KEY: its file cannot be read (ENOENT)');
  });
});

describe('a running gateway', () => {
  const publishOne = async (port: number): Promise<void> => {
    const device = await clinic.addDevice();
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      clientId: device.deviceId,
      username: device.deviceId,
      password: device.password,
    });
    const reading = { kind: 'heart-rate', measuredAt: new Date().toISOString(), value: 66, unit: '/min' };
    await client.publishAsync(readingsTopic(device.deviceId), JSON.stringify(reading), { qos: 1 });
    await client.endAsync();
    const rows = await clinic.sql`select heart_rate from observations where source = ${device.deviceId}`;
    expect(rows).toEqual([{ heart_rate: 66 }]);
  };

  it.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly on %s', async (signal) => {
    const gateway = await startGatewayProcess({ DATABASE_URL: database.url, KANHU_GATEWAY_ID: signal });
    await publishOne(gateway.ports.mqtt ?? 0);
    expect(await gateway.end(signal)).toBe(0);
    const rows = await clinic.sql`select distinct state from heartbeats where id like ${`%:${signal}`}`;
    expect(rows).toEqual([{ state: 'down' }]);
  });

  it('stops when its supervisor is gone', async () => {
    const gateway = await startGatewayProcess({ DATABASE_URL: database.url });
    expect(await gateway.abandon()).toBe(0);
  });
});
