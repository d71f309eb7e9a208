import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readingsTopic } from '#contracts/mqtt.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { testClinic, type TestClinic, type TestDevice } from '../support/gateway-clinic.ts';
import { testDatabase, type TestDatabase } from '../support/postgres.ts';
import { connectPacket, publishPacket, rawMqtt } from '../support/raw-mqtt.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

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

/** The way to the database, which a test can cut. */
let proxy: TcpProxy;
let throughProxy: string;
beforeEach(async () => {
  const url = new URL(database.url);
  proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  throughProxy = url.href;
});
let gateway: TestGateway | null = null;
afterEach(async () => {
  await proxy.restore();
  await gateway?.stop();
  gateway = null;
  await proxy.close();
});

const reading = (messageId: string) =>
  JSON.stringify({
    kind: 'glucose',
    messageId,
    measuredAt: new Date().toISOString(),
    value: 110,
    unit: 'mg/dL',
    specimen: 'interstitial',
  });

const storedOf = async ({ deviceId }: TestDevice): Promise<number> => {
  const rows = await clinic.sql`select 1 from observations where source = ${deviceId}`;
  return rows.length;
};

const health = async (path: string): Promise<number> => {
  const response = await fetch(`http://127.0.0.1:${gateway?.ports.metrics ?? 0}${path}`);
  return response.status;
};

describe('a database that is away', () => {
  it('at start: the gateway is alive, lets nobody in, and does when the database comes', async () => {
    await proxy.cut();
    gateway = await startTestGateway(throughProxy, { isWaiting: true });
    const device = await clinic.addDevice();
    expect([await health('/healthz'), await health('/readyz')]).toEqual([200, 503]);
    const early = await rawMqtt(gateway.ports.mqtt ?? 0);
    early.send(connectPacket(device));
    expect(await early.next('connack')).toMatchObject({ returnCode: 3 });

    await proxy.restore();
    await gateway.ready;
    expect(await health('/readyz')).toBe(200);
    const client = await mqtt.connectAsync(gateway.mqttUrl, {
      clientId: device.deviceId,
      username: device.deviceId,
      password: device.password,
    });
    await client.publishAsync(readingsTopic(device.deviceId), reading('first'), { qos: 1 });
    expect(await storedOf(device)).toBe(1);
    await client.endAsync();
  });

  it('for two seconds: acknowledgements are held, and the same connection goes on', async () => {
    gateway = await startTestGateway(throughProxy);
    const device = await clinic.addDevice();
    const raw = await rawMqtt(gateway.ports.mqtt ?? 0);
    raw.send(connectPacket(device));
    await raw.next('connack');
    await proxy.cut();
    raw.send(publishPacket(readingsTopic(device.deviceId), reading('held'), 1));
    await sleep(2000);
    expect(raw.received.filter(({ cmd }) => cmd === 'puback')).toEqual([]);
    await proxy.restore();
    expect(await raw.next('puback')).toMatchObject({ messageId: 1 });
    expect(await storedOf(device)).toBe(1);
    raw.end();
  });

  it('for longer: messages are refused, nobody is let in, and everything is stored once by itself afterwards', async () => {
    gateway = await startTestGateway(throughProxy);
    const device = await clinic.addDevice();
    const client = await mqtt.connectAsync(gateway.mqttUrl, {
      clientId: device.deviceId,
      username: device.deviceId,
      password: device.password,
      clean: false,
      reconnectPeriod: 300,
    });
    client.on('error', () => undefined);
    await client.publishAsync(readingsTopic(device.deviceId), reading('before'), { qos: 1 });
    await proxy.cut();
    const dropped = new Promise<void>((resolve) => client.once('close', () => resolve()));
    const acknowledged = Promise.all(
      ['a', 'b', 'c'].map((id) => client.publishAsync(readingsTopic(device.deviceId), reading(id), { qos: 1 })),
    );
    await dropped;
    const other = await rawMqtt(gateway.ports.mqtt ?? 0);
    other.send(connectPacket(device, { clientId: `${device.deviceId}-2` }));
    expect(await other.next('connack')).toMatchObject({ returnCode: 3 });
    expect(await gateway.metric('kanhu_gateway_refused_total{reason="unavailable"}')).toBeGreaterThan(0);

    await proxy.restore();
    await acknowledged;
    expect(await storedOf(device)).toBe(4);
    await client.endAsync();
  });

  it('leaves the gateway able to stop', async () => {
    gateway = await startTestGateway(throughProxy);
    const device = await clinic.addDevice();
    const raw = await rawMqtt(gateway.ports.mqtt ?? 0);
    raw.send(connectPacket(device));
    await raw.next('connack');
    await proxy.cut();
    raw.send(publishPacket(readingsTopic(device.deviceId), reading('x'), 1));
    await sleep(100);
    const startedAt = performance.now();
    await gateway.stop();
    gateway = null;
    expect(performance.now() - startedAt).toBeLessThan(12_000);
    await raw.closed;
  });
});

describe('a client that sends without end', () => {
  it('is slowed down by its socket while commits wait: what the gateway keeps stays bounded', async () => {
    gateway = await startTestGateway(throughProxy);
    const device = await clinic.addDevice();
    const raw = await rawMqtt(gateway.ports.mqtt ?? 0);
    raw.send(connectPacket(device));
    await raw.next('connack');
    proxy.holdAnswers();
    let sent = 0;
    let isBlocked = false;
    raw.socket.on('drain', () => (isBlocked = false));
    for (const until = performance.now() + 1500; performance.now() < until;) {
      if (isBlocked) {
        await sleep(10);
        continue;
      }
      sent += 1;
      isBlocked = !raw.socket.write(Buffer.alloc(0)) || raw.socket.writableNeedDrain;
      raw.send(publishPacket(readingsTopic(device.deviceId), reading(String(sent)), (sent % 60_000) + 1));
    }
    expect(raw.socket.writableNeedDrain).toBe(true);
    const waiting = await gateway.metric('kanhu_gateway_pending_messages');
    expect(waiting).toBeLessThan(2000);
    raw.end();
    await proxy.restore();
  });
});
