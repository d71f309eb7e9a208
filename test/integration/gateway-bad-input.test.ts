import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectWebSocket } from 'node:net';
import mqtt from 'mqtt';
import { generate } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_PAYLOAD_BYTES, readingsTopic, statusTopic } from '#contracts/mqtt.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { testClinic, type TestClinic, type TestDevice } from '../support/gateway-clinic.ts';
import { testDatabase, type TestDatabase } from '../support/postgres.ts';
import { connectPacket, publishPacket, rawMqtt, type RawMqtt } from '../support/raw-mqtt.ts';

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

const signIn = async (device: TestDevice): Promise<RawMqtt> => {
  const raw = await rawMqtt(port());
  raw.send(connectPacket(device));
  await raw.next('connack');
  return raw;
};

const glucose = (value: number, messageId = 'one') =>
  JSON.stringify({
    kind: 'glucose',
    messageId,
    measuredAt: new Date().toISOString(),
    value,
    unit: 'mg/dL',
    specimen: 'interstitial',
  });

const storedOf = async (device: TestDevice): Promise<number> => {
  const rows = await clinic.sql`select 1 from observations where source = ${device.deviceId}`;
  return rows.length;
};

describe('payloads', () => {
  it.each([
    ['nothing', ''],
    ['no JSON', 'systolic: 120'],
    ['cut JSON', '{"kind":"glucose","val'],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['NUL bytes', Buffer.alloc(100)],
    ['deep nesting', '['.repeat(50_000)],
  ])('acknowledges and quarantines %s', async (_name, payload) => {
    const device = await clinic.addDevice();
    const raw = await signIn(device);
    raw.send(publishPacket(readingsTopic(device.deviceId), payload, 1));
    expect(await raw.next('puback')).toMatchObject({ messageId: 1 });
    const rows = await clinic.sql<{ reason: string; payload: Buffer }[]>`
      select reason, payload from quarantined_readings where source = ${device.deviceId}`;
    expect(rows).toHaveLength(1);
    expect(rows[0]?.payload.equals(Buffer.from(payload))).toBe(true);
    raw.end();
  });

  it('stores the good reading that comes right behind a bad one', async () => {
    const device = await clinic.addDevice();
    const raw = await signIn(device);
    raw.send(publishPacket(readingsTopic(device.deviceId), '{', 1));
    raw.send(publishPacket(readingsTopic(device.deviceId), glucose(110), 2));
    await raw.next('puback');
    expect(await raw.next('puback')).toMatchObject({ messageId: 2 });
    expect(await storedOf(device)).toBe(1);
    raw.end();
  });

  it('takes QoS 2 by the same path, once', async () => {
    const device = await clinic.addDevice();
    const client = await mqtt.connectAsync(gateway.mqttUrl, {
      clientId: device.deviceId,
      username: device.deviceId,
      password: device.password,
    });
    await client.publishAsync(readingsTopic(device.deviceId), glucose(110), { qos: 2 });
    expect(await storedOf(device)).toBe(1);
    await client.endAsync();
  });

  it('refuses QoS 0: it is neither stored nor taken for delivered', async () => {
    const device = await clinic.addDevice();
    const before = await refused('qos-0');
    const raw = await signIn(device);
    raw.send(publishPacket(readingsTopic(device.deviceId), glucose(110), 0, 0));
    await raw.closed;
    expect(await refused('qos-0')).toBe(before + 1);
    expect(await storedOf(device)).toBe(0);
  });

  it('drops a status that is none, and keeps the connection', async () => {
    const device = await clinic.addDevice();
    const before = await refused('bad-status');
    const raw = await signIn(device);
    const bad = [
      '',
      '{}',
      '{"state":"asleep"}',
      '{"state":"online","battery":101}',
      '{"state":"online","firmware":"a\\u0000"}',
    ];
    for (const [index, payload] of bad.entries()) {
      raw.send(publishPacket(statusTopic(device.deviceId), payload, index + 1));
      expect(await raw.next('puback')).toMatchObject({ messageId: index + 1 });
    }
    expect(await refused('bad-status')).toBe(before + bad.length);
    const rows = await clinic.sql`select is_online, battery_percent from devices where id = ${device.deviceId}`;
    expect(rows[0]).toEqual({ is_online: false, battery_percent: null });
    raw.end();
  });
});

describe('packets', () => {
  it('takes a payload of 256 KiB', async () => {
    const device = await clinic.addDevice();
    const raw = await signIn(device);
    raw.send(publishPacket(readingsTopic(device.deviceId), `[${' '.repeat(MAX_PAYLOAD_BYTES - 2)}]`, 1));
    await raw.next('puback');
    raw.end();
  });

  it('ends a connection that announces 268 MB, without taking them in', async () => {
    const device = await clinic.addDevice();
    const before = await refused('packet-too-large');
    const signedIn = await signIn(device);
    signedIn.socket.write(Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f]));
    await signedIn.closed;
    const stranger = await rawMqtt(port());
    stranger.socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
    await stranger.closed;
    expect(await refused('packet-too-large')).toBe(before + 2);
  });

  it('ends a WebSocket connection that announces them, too, over several frames', async () => {
    const before = await refused('packet-too-large');
    const device = await clinic.addDevice();
    const client = mqtt.connect(gateway.webSocketUrl, {
      clientId: device.deviceId,
      username: device.deviceId,
      password: device.password,
      reconnectPeriod: 0,
    });
    await new Promise((resolve) => client.once('connect', resolve));
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    const announced = generate(publishPacket(readingsTopic(device.deviceId), Buffer.alloc(300 * 1024), 1));
    for (let at = 0; at < announced.length; at += 50_000) client.stream.write(announced.subarray(at, at + 50_000));
    await closed;
    expect(await refused('packet-too-large')).toBe(before + 1);
    await client.endAsync(true);
  });

  it('ends what is no MQTT, and a connection that never says who it is', async () => {
    const before = await refused('not-mqtt');
    const http = await rawMqtt(port());
    http.socket.write('GET / HTTP/1.1\r\nHost: kanhu\r\n\r\n');
    await http.closed;
    expect(await refused('not-mqtt')).toBe(before + 1);

    const silent = await rawMqtt(port());
    const openedAt = performance.now();
    await silent.closed;
    expect(performance.now() - openedAt).toBeLessThan(15_000);
    expect(await refused('connect-timeout')).toBe(1);
  });

  it('ends a connection that publishes before it has signed in, and one that signs in twice', async () => {
    const device = await clinic.addDevice();
    const early = await rawMqtt(port());
    early.send(publishPacket(readingsTopic(device.deviceId), glucose(110), 1));
    await early.closed;
    const twice = await signIn(device);
    twice.send(connectPacket(device));
    await twice.closed;
    expect(await storedOf(device)).toBe(0);
  });

  it('answers nobody else while one client sends garbage', async () => {
    const [device, noisy] = [await clinic.addDevice(), await clinic.addDevice()];
    const raw = await signIn(device);
    for (let round = 0; round < 20; round += 1) {
      const garbage = await signIn(noisy);
      garbage.socket.write(Buffer.from(Array.from({ length: 2000 }, (_, index) => (index * 7919 + round) % 256)));
      garbage.socket.end();
      await garbage.closed;
      raw.send(publishPacket(readingsTopic(device.deviceId), glucose(100 + round, String(round)), round + 1));
      expect(await raw.next('puback')).toMatchObject({ messageId: round + 1 });
    }
    expect(await storedOf(device)).toBe(20);
    raw.end();
  });

  it('serves no other path than /mqtt, and no other protocol, over WebSocket', async () => {
    const ask = async (path: string): Promise<string> => {
      const socket = connectWebSocket(gateway.ports.webSocket ?? 0, '127.0.0.1');
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: kanhu\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
      let answer = '';
      for await (const chunk of socket) {
        answer += String(chunk);
        if (answer.includes('\r\n')) break;
      }
      socket.destroy();
      return answer.split('\r\n')[0] ?? '';
    };
    expect(await ask('/realtime')).toContain('404');
    expect(await ask('/mqtt/more')).toContain('404');
    const response = await fetch(`http://127.0.0.1:${gateway.ports.webSocket ?? 0}/mqtt`);
    expect(response.status).toBe(426);
  });
});

describe('bounds', () => {
  it('refuses connections beyond those one address may have, and takes the next when one has ended', async () => {
    const small = await startTestGateway(database.url, { endpoint: { maxConnectionsPerAddress: 3 } });
    const device = await clinic.addDevice();
    const open = await Promise.all([1, 2, 3].map(() => rawMqtt(small.ports.mqtt ?? 0)));
    const oneTooMany = await rawMqtt(small.ports.mqtt ?? 0);
    await oneTooMany.closed;
    expect(await small.metric('kanhu_gateway_refused_total{reason="too-many-connections"}')).toBe(1);
    open[0]?.end();
    await sleep(100);
    const next = await rawMqtt(small.ports.mqtt ?? 0);
    next.send(connectPacket(device));
    expect(await next.next('connack')).toMatchObject({ returnCode: 0 });
    for (const raw of [...open, next]) raw.end();
    await small.stop();
  });

  it('counts devices behind the server by their own address, not by the proxy that forwards them', async () => {
    const small = await startTestGateway(database.url, { endpoint: { maxConnectionsPerAddress: 1 } });
    const connectFrom = async (address: string) => {
      const device = await clinic.addDevice();
      return mqtt.connectAsync(
        small.webSocketUrl,
        {
          clientId: device.deviceId,
          username: device.deviceId,
          password: device.password,
          reconnectPeriod: 0,
          wsOptions: { headers: { 'x-forwarded-for': address } },
        },
        false,
      );
    };
    const clients = [await connectFrom('192.0.2.1'), await connectFrom('192.0.2.2')];
    await expect(connectFrom('192.0.2.1')).rejects.toThrow();
    await Promise.all(clients.map((client) => client.endAsync()));
    await small.stop();
  });
});
