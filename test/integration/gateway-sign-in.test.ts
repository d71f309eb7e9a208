import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { ErrorWithReasonCode } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsTopic, readingsTopic, statusTopic } from '#contracts/mqtt.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { testClinic, type TestClinic, type TestDevice } from '../support/gateway-clinic.ts';
import { testDatabase, type TestDatabase } from '../support/postgres.ts';
import { connectPacket, rawMqtt } from '../support/raw-mqtt.ts';

let database: TestDatabase;
let clinic: TestClinic;
let gateway: TestGateway;
beforeAll(async () => {
  database = await testDatabase();
  clinic = testClinic(database.url);
  gateway = await startTestGateway(database.url);
});
afterAll(async () => {
  await gateway.stop();
  await clinic.close();
  await database.drop();
});

const port = (): number => gateway.ports.mqtt ?? 0;
const refused = (reason: string) => gateway.metric(`kanhu_gateway_refused_total{reason="${reason}"}`);

const signIn = (device: { deviceId: string; password: string }, options: mqtt.IClientOptions = {}) =>
  mqtt.connectAsync(
    gateway.mqttUrl,
    { clientId: device.deviceId, username: device.deviceId, password: device.password, reconnectPeriod: 0, ...options },
    false,
  );

/** The return code of the CONNACK that refuses. */
const refusalOf = async (attempt: Promise<unknown>): Promise<number> => {
  const error: unknown = await attempt.then(
    () => new Error('signed in'),
    (reason: unknown) => reason,
  );
  if (error instanceof ErrorWithReasonCode) return error.code;
  throw error;
};

describe('signing in', () => {
  it('lets a device in with its secret, over TCP and over WebSocket', async () => {
    const device = await clinic.addDevice();
    const overTcp = await signIn(device);
    await overTcp.endAsync();
    const overWebSocket = await mqtt.connectAsync(gateway.webSocketUrl, {
      clientId: `${device.deviceId}-browser`,
      username: device.deviceId,
      password: device.password,
    });
    await overWebSocket.endAsync();
  });

  it('refuses a wrong secret, an unknown device and no credentials, alike', async () => {
    const before = await refused('bad-credentials');
    const device = await clinic.addDevice();
    const attempts = [
      signIn({ ...device, password: `${device.password}x` }),
      signIn({ deviceId: 'nobody-here', password: device.password }),
      signIn({ deviceId: `x' or '1'='1`, password: device.password }),
      mqtt.connectAsync(gateway.mqttUrl, { clientId: device.deviceId, reconnectPeriod: 0 }, false),
    ];
    expect(await Promise.all(attempts.map(refusalOf))).toEqual([4, 4, 4, 4]);
    expect(await refused('bad-credentials')).toBe(before + 4);
  });

  it('refuses a revoked device', async () => {
    const device = await clinic.addDevice();
    await clinic.sql`update devices set revoked_at = now() where id = ${device.deviceId}`;
    expect(await refusalOf(signIn(device))).toBe(5);
  });

  it('refuses an MQTT 5 CONNECT by its return code', async () => {
    const device = await clinic.addDevice();
    const raw = await rawMqtt(port());
    raw.send(connectPacket(device, { protocolVersion: 5 }));
    expect(await raw.next('connack')).toMatchObject({ returnCode: 1 });
    await raw.closed;
    expect(await refused('protocol-version')).toBe(1);
    await expect(signIn(device, { protocolVersion: 5 })).rejects.toThrow();
  });

  it('refuses a last will under the topic of another device', async () => {
    const [device, other] = [await clinic.addDevice(), await clinic.addDevice()];
    const will = (deviceId: string) => ({
      topic: statusTopic(deviceId),
      payload: '{"state":"offline"}',
      qos: 1 as const,
    });
    expect(await refusalOf(signIn(device, { will: will(other.deviceId) }))).toBe(5);
    const own = await signIn(device, { will: will(device.deviceId) });
    await own.endAsync();
  });
});

describe('client ids', () => {
  it('takes the device id, or the device id and a suffix', async () => {
    const device = await clinic.addDevice();
    for (const clientId of [device.deviceId, `${device.deviceId}-2`]) {
      const client = await signIn(device, { clientId });
      await client.endAsync();
    }
  });

  it('refuses the client id of another device, an empty one, and one with a NUL', async () => {
    const [device, other] = [await clinic.addDevice(), await clinic.addDevice()];
    expect(await refusalOf(signIn(device, { clientId: other.deviceId }))).toBe(2);
    for (const clientId of ['', `${device.deviceId}-\0`]) {
      const raw = await rawMqtt(port());
      raw.send(connectPacket(device, { clientId }));
      expect(await raw.next('connack')).toMatchObject({ returnCode: 2 });
    }
  });

  it('leaves a device connected when another one, whose id begins its own, takes the same client id', async () => {
    const short = await clinic.addDevice('cuff');
    const long = await clinic.addDevice('cuff-ward-3');
    const victim = await signIn(long);
    let closed = false;
    victim.once('close', () => (closed = true));
    const other = await signIn(short, { clientId: 'cuff-ward-3' });
    await sleep(100);
    expect(closed).toBe(false);
    await Promise.all([victim.endAsync(), other.endAsync()]);
  });

  it('ends the older connection of the same device and client id', async () => {
    const device = await clinic.addDevice();
    const older = await signIn(device);
    const closed = new Promise<void>((resolve) => older.once('close', () => resolve()));
    const newer = await signIn(device);
    await closed;
    expect(newer.connected).toBe(true);
    await newer.endAsync();
  });
});

describe('a device that loses its access', () => {
  const droppedWithin = async (device: TestDevice, change: () => Promise<unknown>): Promise<number> => {
    const client = await signIn(device);
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    const startedAt = performance.now();
    await change();
    await closed;
    return performance.now() - startedAt;
  };

  it('is out within a second when it is revoked', async () => {
    const device = await clinic.addDevice();
    const { sql } = clinic;
    const tookMs = await droppedWithin(
      device,
      () => sql`update devices set revoked_at = now() where id = ${device.deviceId}`,
    );
    expect(tookMs).toBeLessThan(1000);
    expect(await refusalOf(signIn(device))).toBe(5);
  });

  it('is out within a second when its secret is another one, and comes back with that', async () => {
    const device = await clinic.addDevice();
    const password = 'the-next-secret';
    const secret = createHash('sha256').update(password).digest();
    const { sql } = clinic;
    const rotate = () => sql`update devices set secret_sha256 = ${secret} where id = ${device.deviceId}`;
    expect(await droppedWithin(device, rotate)).toBeLessThan(1000);
    expect(await refusalOf(signIn(device))).toBe(4);
    const client = await signIn({ ...device, password });
    await client.endAsync();
  });

  it('does not take others with it', async () => {
    const [device, other] = [await clinic.addDevice(), await clinic.addDevice()];
    const stays = await signIn(other);
    const { sql } = clinic;
    await droppedWithin(device, () => sql`update devices set revoked_at = now() where id = ${device.deviceId}`);
    await sleep(700);
    expect(stays.connected).toBe(true);
    await stays.endAsync();
  });
});

describe('topics', () => {
  it('lets a device hear its own commands and refuses every other subscription', async () => {
    const [device, other] = [await clinic.addDevice(), await clinic.addDevice()];
    const client = await signIn(device);
    const granted = await client.subscribeAsync(commandsTopic(device.deviceId), { qos: 1 });
    expect(granted[0]?.qos).toBe(1);
    for (const topic of ['#', 'kanhu/v1/+/readings', commandsTopic(other.deviceId), '$SYS/#']) {
      await expect(client.subscribeAsync(topic, { qos: 1 })).rejects.toThrow();
    }
    expect(client.connected).toBe(true);
    await client.endAsync();
  });

  it.each([
    ['of another device', 'foreign-topic', (other: string) => readingsTopic(other)],
    ['of commands', 'foreign-topic', (_: string, own: string) => commandsTopic(own)],
    ['of an unknown characteristic', 'foreign-topic', (_: string, own: string) => `kanhu/v1/${own}/gatt/2a99`],
  ])('ends the connection of a device that publishes under a topic %s', async (_name, reason, topic) => {
    const [device, other] = [await clinic.addDevice(), await clinic.addDevice()];
    const before = await refused(reason);
    const client = await signIn(device);
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.publish(topic(other.deviceId, device.deviceId), '{}', { qos: 1 });
    await closed;
    expect(await refused(reason)).toBe(before + 1);
    const [stored] = await clinic.sql`select count(*)::int as count from observations where source = ${other.deviceId}`;
    expect(stored).toEqual({ count: 0 });
    await client.endAsync(true);
  });
});
