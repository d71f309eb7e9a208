import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '#database/embedded/free-port.ts';
import { gattTopic, readingsTopic, statusTopic } from '#contracts/mqtt.ts';
import { runGatewayProcess, startGatewayProcess, type GatewayProcess } from '../support/gateway-process.ts';
import { testClinic, type TestClinic, type TestDevice } from '../support/gateway-clinic.ts';
import { hasMosquitto, startMosquitto, type Mosquitto } from '../support/mosquitto.ts';
import { testDatabase, type TestDatabase } from '../support/postgres.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const GATEWAY_PASSWORD = 'the-gateways-own';
const DEVICES = 10;

let database: TestDatabase;
let clinic: TestClinic;
let devices: TestDevice[];
let broker: Mosquitto;
let running: GatewayProcess[] = [];

beforeAll(async () => {
  database = await testDatabase();
  clinic = testClinic(database.url);
  devices = await clinic.addDevices(DEVICES, 'sensor');
});
afterAll(async () => {
  await clinic.close();
  await database.drop();
});
beforeEach(async () => {
  if (!hasMosquitto) return;
  const secrets = Object.fromEntries(devices.map(({ deviceId, password }) => [deviceId, password]));
  broker = await startMosquitto(await freePort(), { gateway: GATEWAY_PASSWORD, ...secrets });
  await clinic.sql`delete from gateway_leases`;
  // Rows of the gateways that were just killed still look alive.
  await clinic.sql`delete from heartbeats`;
  await clinic.sql`delete from observations`;
});
afterEach(async () => {
  if (!hasMosquitto) return;
  await Promise.all(running.map((gateway) => gateway.end('SIGKILL')));
  running = [];
  await broker.stop();
});

const environment = (gatewayId: string): Record<string, string> => ({
  DATABASE_URL: database.url,
  MQTT_URL: broker.urlOf('gateway', GATEWAY_PASSWORD),
  KANHU_GATEWAY_ID: gatewayId,
  KANHU_MQTT_CONNECTIONS: '2',
});

const connected = async (): Promise<number> => {
  const rows = await clinic.sql<{ connections: number }[]>`
    select (facts->>'connections')::int as connections from heartbeats where component = 'mqtt' and state = 'up' and beat_at > now() - interval '2 seconds'`;
  return rows.reduce((sum, { connections }) => sum + connections, 0);
};

const until = async (what: string, isTrue: () => Promise<boolean>, timeoutMs: number): Promise<void> => {
  for (const deadline = Date.now() + timeoutMs; !(await isTrue());) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs / 1000} s: ${what}`);
    await sleep(100);
  }
};

const start = async (gatewayId: string): Promise<GatewayProcess> => {
  const gateway = await startGatewayProcess(environment(gatewayId));
  running.push(gateway);
  return gateway;
};

const startTwo = async (): Promise<[GatewayProcess, GatewayProcess]> => {
  const pair: [GatewayProcess, GatewayProcess] = [await start('gw-a'), await start('gw-b')];
  await until('two gateways with two connections each', async () => (await connected()) === 4, 10_000);
  return pair;
};

const stored = async (): Promise<number> => (await clinic.sql`select 1 from observations`).length;

/** Sends as devices do, each over its own connection, and returns when the broker has acknowledged everything. */
const publish = async (count: number, firstId = 0): Promise<void> => {
  const clients = await Promise.all(
    devices.map(({ deviceId, password }) =>
      mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { clientId: deviceId, username: deviceId, password }),
    ),
  );
  const startsAt = Date.now() - 20 * 3_600_000;
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const id = firstId + index;
      const measuredAt = new Date(startsAt + id * 10_000).toISOString();
      const reading = { kind: 'heart-rate', messageId: `m${id}`, measuredAt, value: 60 + (id % 20), unit: '/min' };
      const client = clients[index % DEVICES];
      await client?.publishAsync(readingsTopic(`sensor-${index % DEVICES}`), JSON.stringify(reading), { qos: 1 });
    }),
  );
  await Promise.all(clients.map((client) => client.endAsync()));
};

describe.skipIf(!hasMosquitto)('behind an external broker', () => {
  it('stores everything that was published while both gateways were away, when one of them is back', async () => {
    const [a, b] = await startTwo();
    await Promise.all([a.end('SIGTERM'), b.end('SIGTERM')]);
    await publish(5000);
    expect(await stored()).toBe(0);
    await start('gw-a');
    await until('5,000 readings', async () => (await stored()) === 5000, 30_000);
  });

  it('does so, too, when both were killed: the other one is given up after ten seconds', async () => {
    const [a, b] = await startTwo();
    await Promise.all([a.end('SIGKILL'), b.end('SIGKILL')]);
    await publish(5000);
    await start('gw-b');
    await until('5,000 readings', async () => (await stored()) === 5000, 30_000);
  });

  it('stores each reading once when a gateway is killed while it takes them', async () => {
    const [a] = await startTwo();
    const publishing = publish(4000);
    await until('some readings', async () => (await stored()) > 200, 10_000);
    await a.end('SIGKILL');
    await publishing;
    await until('4,000 readings', async () => (await stored()) === 4000, 30_000);
  });

  it('gives a gateway that comes back its own client ids again', async () => {
    const [a] = await startTwo();
    await a.end('SIGTERM');
    await until('gw-b holds all four', async () => (await connected()) === 4, 10_000);
    await start('gw-a');
    const holders = async () => {
      const rows = await clinic.sql<{ client_id: string; gateway: string }[]>`
        select client_id, split_part(holder, ':', 1) as gateway from gateway_leases order by client_id`;
      return rows.map((row) => `${row.client_id} ${row.gateway}`);
    };
    const own = ['kanhu-gw-a-0 gw-a', 'kanhu-gw-a-1 gw-a', 'kanhu-gw-b-0 gw-b', 'kanhu-gw-b-1 gw-b'];
    await until('each holds its own', async () => (await holders()).join() === own.join(), 10_000);
    await publish(500);
    await until('500 readings', async () => (await stored()) === 500, 10_000);
  });

  it('stops the older of two gateways of one name, and says which setting tells them apart', async () => {
    const older = runGatewayProcess(environment('gw-a'));
    await until('two connections', async () => (await connected()) === 2, 10_000);
    const newer = await startGatewayProcess(environment('gw-a'));
    running.push(newer);
    const { exitCode, errors } = await older;
    expect(exitCode).toBe(1);
    expect(errors).toContain('KANHU_GATEWAY_ID');
    await until('two connections', async () => (await connected()) === 2, 10_000);
    await publish(100);
    await until('100 readings', async () => (await stored()) === 100, 10_000);
  });

  it('ends its sessions when it leaves for good: no queue grows for nobody', async () => {
    const [, b] = await startTwo();
    await b.end('SIGTERM');
    await publish(300);
    const { exitCode } = await runGatewayProcess(environment('gw-b'), ['--leave']);
    expect(exitCode).toBe(0);
    await until('300 readings', async () => (await stored()) === 300, 10_000);
    const left = await clinic.sql`select client_id from gateway_leases where client_id like 'kanhu-gw-b-%'`;
    expect(left).toEqual([]);
  });

  it('acknowledges nothing while the database is away, and loses nothing', async () => {
    const url = new URL(database.url);
    const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.host = `127.0.0.1:${proxy.port}`;
    const gateway = await startGatewayProcess({ ...environment('gw-a'), DATABASE_URL: url.href });
    running.push(gateway);
    await until('two connections', async () => (await connected()) === 2, 10_000);
    await proxy.cut();
    await publish(500);
    await sleep(7000);
    await proxy.restore();
    await until('500 readings', async () => (await stored()) === 500, 30_000);
    await proxy.close();
  });

  it('takes the frames of Bluetooth devices, and what a device sends under its own topic only', async () => {
    await start('gw-a');
    await until('two connections', async () => (await connected()) === 2, 10_000);
    const [own, other] = devices;
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      ...{ clientId: own?.deviceId ?? '', username: own?.deviceId ?? '', password: own?.password ?? '' },
    });
    // 0x2A37: flags, and 72 beats a minute.
    const beat = Buffer.from('0048', 'hex');
    const send = (deviceId = '', heardAt?: Date) =>
      client.publishAsync(gattTopic(deviceId, '2a37', heardAt), beat, { qos: 1 });
    await send(other?.deviceId);
    await send(own?.deviceId);
    await send(own?.deviceId, new Date(Date.now() - 60_000));
    await until('two beats', async () => (await stored()) === 2, 10_000);
    const rows = await clinic.sql`select source, heart_rate from observations`;
    expect([...rows]).toEqual(Array(2).fill({ source: own?.deviceId, heart_rate: 72 }));
    await client.endAsync();
  });

  it('keeps what devices say of themselves, and drops what is neither reading nor status', async () => {
    await start('gw-a');
    await until('two connections', async () => (await connected()) === 2, 10_000);
    const [device] = devices;
    const { deviceId = '', password = '' } = device ?? {};
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      clientId: deviceId,
      username: deviceId,
      password,
    });
    await client.publishAsync(statusTopic(deviceId), '{"state":"asleep"}', { qos: 1 });
    await client.publishAsync(statusTopic(deviceId), '{"state":"online","battery":55}', { qos: 1, retain: true });
    const battery = async () =>
      (
        await clinic.sql<
          { battery_percent: number | null }[]
        >`select battery_percent from devices where id = ${deviceId}`
      )[0]?.battery_percent;
    await until('the status', async () => (await battery()) === 55, 5000);
    await client.endAsync();
  });
});
