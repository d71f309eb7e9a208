import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readingsTopic, statusTopic } from '#contracts/mqtt.ts';
import { OUTBOX_CHANNEL } from '#device-gateway/outbox-notifier.ts';
import { eventually } from '../support/eventually.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { testClinic, type TestClinic, type TestDevice } from '../support/gateway-clinic.ts';
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

let gateway: TestGateway;
afterEach(async () => {
  await gateway.stop();
});

const signIn = (device: TestDevice, options: mqtt.IClientOptions = {}) =>
  mqtt.connectAsync(gateway.mqttUrl, {
    clientId: device.deviceId,
    username: device.deviceId,
    password: device.password,
    reconnectPeriod: 0,
    ...options,
  });

const glucose = (value: number) =>
  JSON.stringify({
    kind: 'glucose',
    measuredAt: new Date().toISOString(),
    value,
    unit: 'mg/dL',
    specimen: 'capillary',
  });

type Beat = {
  id: string;
  state: string;
  since: Date;
  beat_at: Date;
  detail: string | null;
  facts: Record<string, unknown>;
};
const beats = async (): Promise<Map<string, Beat>> => {
  const rows = await clinic.sql<Beat[]>`select * from heartbeats`;
  return new Map(rows.map((row) => [row.id, row]));
};

const deviceRow = async ({ deviceId }: TestDevice) => {
  const [row] = await clinic.sql<
    { is_online: boolean; battery_percent: number | null; firmware: string | null; last_seen_at: Date | null }[]
  >`
    select is_online, battery_percent, firmware, last_seen_at from devices where id = ${deviceId}`;
  return row;
};

describe('heartbeats', () => {
  it('says each second that gateway and MQTT are up and what the detector runs on, and at the end that all is down', async () => {
    gateway = await startTestGateway(database.url);
    await sleep(300);
    const first = await beats();
    expect([...first.keys()].sort()).toEqual(['detector:gw-test', 'gateways:gw-test', 'mqtt:gw-test']);
    expect(first.get('gateways:gw-test')?.state).toBe('up');
    expect(first.get('mqtt:gw-test')).toMatchObject({ state: 'up', facts: { broker: 'embedded' } });
    expect(Object.keys(first.get('detector:gw-test')?.facts ?? {}).sort()).toEqual([
      'artifactSha256',
      'backend',
      'fallbackReason',
    ]);
    await sleep(1500);
    const second = await beats();
    const [before, after] = [first.get('gateways:gw-test'), second.get('gateways:gw-test')];
    expect(after?.beat_at.getTime()).toBeGreaterThan(before?.beat_at.getTime() ?? Infinity);
    expect(after?.since).toEqual(before?.since);
    await gateway.stop();
    const last = await beats();
    expect([...last.values()].map(({ state }) => state)).toEqual(['down', 'down', 'down']);
  });
});

describe('what the gateway notes about its listening', () => {
  const periods = () => clinic.sql<{ listener: string; channel: string; starts_at: Date; ends_at: Date }[]>`
    select * from listening_periods order by starts_at`;

  it('is one period while it takes readings in, and another after a break', async () => {
    await clinic.sql`delete from listening_periods`;
    gateway = await startTestGateway(database.url);
    const first = await eventually('a beat', async () => (await periods())[0]);
    expect(first).toMatchObject({ listener: 'mqtt:gw-test', channel: 'mqtt' });
    await eventually('the next beat', async () => ((await periods())[0]?.ends_at ?? 0) > first.ends_at);
    expect(await periods()).toMatchObject([{ starts_at: first.starts_at }]);
    // As if the database had been away for a minute.
    await clinic.sql`update listening_periods set starts_at = now() - interval '1 hour', ends_at = now() - interval '1 minute'`;
    await eventually('a new period', async () => (await periods()).length === 2);
    await gateway.stop();
    const [before, after] = await periods();
    expect(after?.starts_at.getTime()).toBeGreaterThan((before?.ends_at.getTime() ?? 0) + 50_000);
  });
});

describe('a device', () => {
  const will = (device: TestDevice) =>
    ({
      topic: statusTopic(device.deviceId),
      payload: Buffer.from('{"state":"offline"}'),
      qos: 1,
      retain: true,
    }) as const;

  it('is online with what it says of itself, and offline by its last will when it vanishes', async () => {
    gateway = await startTestGateway(database.url);
    const device = await clinic.addDevice();
    const client = await signIn(device, { will: will(device) });
    await client.publishAsync(statusTopic(device.deviceId), '{"state":"online","battery":81.5,"firmware":"2.1 β"}', {
      qos: 1,
      retain: true,
    });
    expect(await deviceRow(device)).toMatchObject({ is_online: true, battery_percent: 81.5, firmware: '2.1 β' });
    await client.publishAsync(statusTopic(device.deviceId), '{"state":"online"}', { qos: 1 });
    expect(await deviceRow(device)).toMatchObject({ is_online: true, battery_percent: 81.5 });
    client.stream.destroy();
    await sleep(300);
    expect(await deviceRow(device)).toMatchObject({ is_online: false, battery_percent: 81.5, firmware: '2.1 β' });
    await client.endAsync(true);
  });

  it('is offline when its gateway stops', async () => {
    gateway = await startTestGateway(database.url);
    const device = await clinic.addDevice();
    const client = await signIn(device, { will: will(device) });
    await client.publishAsync(statusTopic(device.deviceId), '{"state":"online"}', { qos: 1 });
    await gateway.stop();
    expect(await deviceRow(device)).toMatchObject({ is_online: false });
    await client.endAsync(true);
  });
});

describe('stopping', () => {
  it('acknowledges what it has taken: nothing acknowledged is lost', async () => {
    gateway = await startTestGateway(database.url);
    const device = await clinic.addDevice();
    const client = await signIn(device);
    let acknowledged = 0;
    for (let index = 0; index < 200; index += 1) {
      client.publish(readingsTopic(device.deviceId), glucose(100 + index), { qos: 1 }, (error) => {
        if (!error) acknowledged += 1;
      });
    }
    await sleep(30);
    await gateway.stop();
    await client.endAsync(true);
    const rows = await clinic.sql`select 1 from observations where source = ${device.deviceId}`;
    expect(rows.length).toBeGreaterThanOrEqual(acknowledged);
  });
});

describe('the relay', () => {
  it('is woken after a commit that raised something', async () => {
    gateway = await startTestGateway(database.url);
    const listener = postgres(database.url, { max: 1, onnotice: () => undefined });
    let woken = 0;
    await listener.listen(OUTBOX_CHANNEL, () => (woken += 1));
    const device = await clinic.addDevice();
    const client = await signIn(device);
    await client.publishAsync(readingsTopic(device.deviceId), glucose(110), { qos: 1 });
    await sleep(100);
    expect(woken).toBe(0);
    await client.publishAsync(readingsTopic(device.deviceId), glucose(41), { qos: 1 });
    await sleep(100);
    expect(woken).toBe(1);
    await client.endAsync();
    await listener.end();
  });
});

describe('metrics', () => {
  it('counts connections, messages and acknowledgements, and knows no device by name', async () => {
    gateway = await startTestGateway(database.url);
    const device = await clinic.addDevice();
    const client = await signIn(device);
    await client.publishAsync(readingsTopic(device.deviceId), glucose(110), { qos: 1 });
    await sleep(1100);
    expect(await gateway.metric('kanhu_gateway_connections')).toBe(1);
    expect(await gateway.metric('kanhu_gateway_devices')).toBe(1);
    expect(await gateway.metric('kanhu_gateway_messages_total')).toBe(1);
    expect(await gateway.metric('kanhu_gateway_acknowledged_total')).toBe(1);
    const text = await (await fetch(`http://127.0.0.1:${gateway.ports.metrics}/metrics`)).text();
    expect(text).not.toContain(device.deviceId);
    await client.endAsync();
  });
});
