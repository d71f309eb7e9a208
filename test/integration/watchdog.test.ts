import postgres, { type Sql } from 'postgres';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Readiness } from '#contracts/health.ts';
import { REALTIME_PATH } from '#contracts/realtime.ts';
import { WATCHDOG_DEVICE_ID, WATCHDOG_NAMESPACE, WATCHDOG_PATIENT_ID } from '#contracts/watchdog.ts';
import { eventually } from '#test/support/eventually.ts';
import { startGatewayProcess, type GatewayProcess } from '#test/support/gateway-process.ts';
import { testDatabase, type TestDatabase } from '#test/support/postgres.ts';
import { spawnServer } from '#test/support/server-process.ts';
import { startTcpProxy, type TcpProxy } from '#test/support/tcp-proxy.ts';
import { spawnWatchdog, WATCHDOG_SECRET, type WatchdogProcess } from '#test/support/watchdog-process.ts';
import { startMailReceiver, type MailReceiver } from '#tools/receivers/mail-receiver.ts';

const PATIENCE_MS = 30_000;
const OPERATOR = 'operator@kanhu.example';

let database: TestDatabase;
/** Past the proxy: it sees what is there while the processes see nothing. */
let sql: Sql;
let proxy: TcpProxy;
let databaseUrl: string;
let mail: MailReceiver;
let server: ReturnType<typeof spawnServer>;
let serverPort: number;
let gateway: GatewayProcess;
let mqttPort: number;
let watchdog: WatchdogProcess;

const startServer = async (port = 0): Promise<void> => {
  server = spawnServer({ DATABASE_URL: databaseUrl, KANHU_PORT: String(port), KANHU_LOG_LEVEL: 'warn' });
  serverPort = await server.ready;
};
const startGateway = async (port = 0): Promise<void> => {
  gateway = await startGatewayProcess({ DATABASE_URL: databaseUrl, KANHU_MQTT_PORT: String(port) });
  mqttPort = gateway.ports.mqtt ?? 0;
};
const startWatchdog = (): void => {
  watchdog = spawnWatchdog({
    DATABASE_URL: databaseUrl,
    KANHU_INTERNAL_URL: `http://127.0.0.1:${serverPort}`,
    KANHU_WATCHDOG_MQTT_URL: `mqtt://127.0.0.1:${mqttPort}`,
    KANHU_WATCHDOG_TO: OPERATOR,
    KANHU_MAIL_URL: `smtp://127.0.0.1:${mail.port}`,
    KANHU_MAIL_FROM: 'Kanhu <alerts@kanhu.example>',
  });
};

/** Of the status that anybody may read; null while the server is away. */
const readWatchdog = async () => {
  const answer = await fetch(`http://127.0.0.1:${serverPort}/readyz`).catch(() => null);
  if (answer === null) return null;
  return { status: answer.status, ...Readiness.parse(await answer.json()).components.watchdog };
};
const isUp = async () => (await readWatchdog())?.state === 'up';
const isRed = async () => {
  const seen = await readWatchdog();
  return seen?.state === 'down' && seen.status === 503;
};

beforeAll(async () => {
  database = await testDatabase();
  sql = postgres(database.url, { max: 3, onnotice: () => undefined });
  const url = new URL(database.url);
  proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  databaseUrl = url.href;
  mail = await startMailReceiver({ port: 0 });
  await startServer();
  await startGateway();
  startWatchdog();
  await eventually('breaches come back', isUp, PATIENCE_MS);
}, 120_000);

afterAll(async () => {
  watchdog.kill('SIGTERM');
  expect(await watchdog.exited).toBe(0);
  await gateway.end('SIGTERM');
  server.kill('SIGTERM');
  await server.exited;
  await sql.end();
  await proxy.close();
  await mail.close();
  await database.drop();
}, 60_000);

/** One outage from its begin to its end: told once each, to the operator, by a mail that did not go through the server. */
const expectToldAndOver = async (restore: () => Promise<void>, check: () => Promise<void>): Promise<void> => {
  const before = mail.mails.length;
  const news = () => mail.mails.slice(before);
  await eventually('the operator is told', () => news().length > 0, PATIENCE_MS);
  expect(news()).toMatchObject([{ to: OPERATOR, subject: 'Kanhu: alerts do not come through / 看护：警报无法送达' }]);
  await check();
  await restore();
  await eventually('breaches come back', isUp, PATIENCE_MS);
  await eventually('the operator is told of the end', () => news().length > 1, PATIENCE_MS);
  expect(news().map(({ subject }) => subject)).toEqual([
    'Kanhu: alerts do not come through / 看护：警报无法送达',
    'Kanhu: alerts come through again / 看护：警报已恢复',
  ]);
};

describe('what the watchdog leaves while all is well', () => {
  it('is one technical alert of nobody, raised again and again, and one line in the audit log', async () => {
    const countBreaches = async () =>
      (await sql<{ count: number }[]>`select count(*)::int as count from findings`)[0]?.count ?? 0;
    await eventually('a few breaches', async () => (await countBreaches()) >= 3, PATIENCE_MS);
    const alerts = await sql`select rule_id, lane, paged, patient_id from alerts`;
    expect([...alerts]).toEqual([
      { rule_id: 'system.watchdog', lane: 'technical', paged: false, patient_id: WATCHDOG_PATIENT_ID },
    ]);
    const audited = await sql`select action from audit_log where patient_id = ${WATCHDOG_PATIENT_ID}`;
    expect([...audited]).toEqual([{ action: 'alert:raised' }]);
    expect([...(await sql`select id from deliveries`)]).toEqual([]);
    expect([...(await sql`select id from reading_expectations`)]).toEqual([]);
  });

  it('can be put into nobody’s care and sent by no other device', async () => {
    const team = sql`
      insert into care_team_members (id, patient_id, user_id, role, starts_at)
      select gen_random_uuid(), ${WATCHDOG_PATIENT_ID}, gen_random_uuid(), 'doctor', now()`;
    await expect(team).rejects.toThrow('care_team_members_not_watchdog');
    const assignment = sql`
      insert into device_assignments (id, device_id, patient_id, user_slot, starts_at)
      values (gen_random_uuid(), ${WATCHDOG_DEVICE_ID}, gen_random_uuid(), 7, now())`;
    await expect(assignment).rejects.toThrow('device_assignments_watchdog_alone');
  });
});

describe('the namespace in which breaches come back', () => {
  const connect = async (auth: Record<string, unknown>): Promise<string> => {
    const socket = io(`http://127.0.0.1:${serverPort}${WATCHDOG_NAMESPACE}`, {
      ...{ path: REALTIME_PATH, transports: ['websocket'], reconnection: false, forceNew: true, auth },
    });
    const answer = await new Promise<string>((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', ({ message }) => resolve(message));
    });
    socket.disconnect();
    return answer;
  };

  it('opens for the device’s secret, and for nobody else', async () => {
    expect(await connect({ secret: WATCHDOG_SECRET })).toBe('connected');
    expect(await connect({ secret: 'another secret' })).toBe('this is not the watchdog');
    expect(await connect({})).toBe('this is not the watchdog');
  });
});

describe('an outage', () => {
  it('of the gateway, and the broker in it, is told', async () => {
    await gateway.end('SIGKILL');
    await expectToldAndOver(
      () => startGateway(mqttPort),
      async () => {
        await eventually('the status is red', isRed, PATIENCE_MS);
        expect((await readWatchdog())?.detail).toContain('MQTT not connected');
      },
    );
  }, 120_000);

  it('of the relay is told, although everything else works', async () => {
    const holder = await sql.reserve();
    const held = holder`select pg_advisory_lock(hashtext('kanhu:relay'))`.execute();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'kanhu:relay' and datname = current_database()`;
    await held;
    await expectToldAndOver(
      async () => {
        await holder`select pg_advisory_unlock(hashtext('kanhu:relay'))`;
        holder.release();
      },
      async () => {
        await eventually('the status is red', isRed, PATIENCE_MS);
        expect((await readWatchdog())?.detail).toContain('MQTT connected');
      },
    );
  }, 120_000);

  it('of the server is told', async () => {
    server.kill('SIGKILL');
    await server.exited;
    await expectToldAndOver(
      () => startServer(serverPort),
      async () => {
        const isNoted = async () =>
          (await sql`select from heartbeats where component = 'watchdog' and state = 'down'`).length === 1;
        await eventually('it stands where the next server reads it', isNoted, PATIENCE_MS);
      },
    );
  }, 120_000);

  it('of PostgreSQL is told', async () => {
    await proxy.cut();
    await expectToldAndOver(
      () => proxy.restore(),
      async () => {
        expect((await readWatchdog())?.status).toBe(503);
        expect(mail.mails.at(-1)?.text).toContain('database does not answer');
      },
    );
  }, 120_000);
});
