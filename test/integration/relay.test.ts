import { asc, eq } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertNotification } from '#contracts/notification.ts';
import { deliveries, events, heartbeats, outbox } from '#database/schema/index.ts';
import type { Running } from '#server/deps.ts';
import { announce } from '#server/outbox.ts';
import { startRelay } from '#server/relay/start.ts';
import { eventually } from '#test/support/eventually.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import { raiseAlert, raiseAlertIn } from '#test/support/raise-alert.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let server: TestServer;
let clinic: Clinic;
const relays: Running[] = [];

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});

afterAll(async () => {
  await Promise.all(relays.map((relay) => relay.close()));
  await server.close();
});

const allEvents = () => server.deps.db.select().from(events).orderBy(asc(events.id));
const isOutboxEmpty = async (): Promise<boolean> => (await server.deps.db.select().from(outbox)).length === 0;

/** Ends every session of that name in PostgreSQL, as a killed process or a lost network does. */
const killConnections = async (applicationName: string): Promise<number> => {
  const killed = await server.deps.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = ${applicationName} and datname = current_database()
      and pid in (select pid from pg_locks where locktype = 'advisory')`;
  return killed.count;
};

describe('relay', () => {
  it('publishes the alert as its contract says, and writes down whom a page should tell', async () => {
    relays.push(startRelay(server.deps));
    const alertId = await raiseAlert(server.deps, clinic.patient.patientId);
    const event = await eventually('the event', async () =>
      (await allEvents()).find(
        ({ payload, type }) => type === 'alert:raised' && JSON.stringify(payload).includes(alertId),
      ),
    );
    const notification = AlertNotification.parse(event.payload);
    expect(notification).toMatchObject({ eventId: event.id.toString(), patientId: clinic.patient.patientId });
    expect(notification.alert).toMatchObject({ id: alertId, patientName: clinic.patient.name, state: 'raised' });
    const told = await server.deps.db.select().from(deliveries).where(eq(deliveries.alertId, alertId));
    const { doctor, nurse, patient } = clinic;
    expect(told.map(({ recipientId }) => recipientId).sort()).toEqual(
      [doctor.userId, nurse.userId, patient.userId].sort(),
    );
    expect(told.every(({ channel, state }) => channel === 'in-app' && state === 'queued')).toBe(true);
    await eventually('a heartbeat', async () => {
      const [beat] = await server.deps.db.select().from(heartbeats).where(eq(heartbeats.component, 'relay'));
      return beat?.state === 'up';
    });
  });

  it('does not skip a transaction that began early and commits late', async () => {
    const { db } = server.deps;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let slowId = '';
    const slow = db.transaction(async (tx) => {
      slowId = await raiseAlertIn(tx, clinic.patient.patientId, 'glucose.low-2');
      await released;
    });
    await eventually('the slow one has its outbox id', () => slowId !== '');
    const quickId = await raiseAlert(server.deps, clinic.patient.patientId, 'hr.rest-high');
    const includes = async (alertId: string) =>
      (await allEvents()).findIndex(({ payload }) => JSON.stringify(payload).includes(alertId));
    await eventually('the quick one', async () => (await includes(quickId)) >= 0);
    release();
    await slow;
    await eventually('the slow one', async () => (await includes(slowId)) >= 0);
    expect(await includes(slowId)).toBeGreaterThan(await includes(quickId));
  });

  it('goes on with what is behind a row whose record is not there', async () => {
    const missing = '01900000-0000-7000-8000-000000000000';
    await server.deps.db.transaction(async (tx) => {
      await announce(tx, { type: 'alert:raised', occurredAt: new Date(), alertId: missing, patientId: missing });
      await announce(tx, { type: 'session:ended', occurredAt: new Date(), sessionId: missing, userId: missing });
    });
    await eventually('the row behind it', async () =>
      (await allEvents()).some(({ sessionId }) => sessionId === missing),
    );
    expect(await isOutboxEmpty()).toBe(true);
  });

  it('lets another server take over within a second when the leader’s connection dies, ids without gap', async () => {
    const second = startRelay(server.deps);
    relays.push(second);
    const writing = { isOn: true };
    const writer = (async () => {
      for (let n = 0; writing.isOn; n += 1) {
        await server.deps.db.transaction((tx) =>
          announce(tx, { type: 'device:revoked', occurredAt: new Date(), deviceId: `cuff-${n}` }),
        );
      }
    })();
    try {
      for (let round = 0; round < 5; round += 1) {
        const before = (await allEvents()).length;
        await eventually('events flow', async () => (await allEvents()).length > before + 5);
        const killedAt = performance.now();
        expect(await killConnections('kanhu:relay')).toBe(1);
        const lastBefore = (await allEvents()).at(-1)?.id ?? 0n;
        await eventually('events flow again', async () => ((await allEvents()).at(-1)?.id ?? 0n) > lastBefore, 3_000);
        expect(performance.now() - killedAt).toBeLessThan(1_000);
      }
    } finally {
      writing.isOn = false;
      await writer;
    }
    await eventually('an empty outbox', isOutboxEmpty);
    const written = (await allEvents()).filter(({ type }) => type === 'device:revoked');
    expect(written.map(({ deviceId }) => deviceId)).toEqual(written.map((_, n) => `cuff-${n}`));
    const ids = (await allEvents()).map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, n) => BigInt(n + 1)));
  });

  it('never lets two servers lead', async () => {
    const holders = await server.deps.sql`
      select pid from pg_locks where locktype = 'advisory' and granted and objid = (hashtext('kanhu:relay')::bigint & x'ffffffff'::bigint)`;
    expect(holders.length).toBe(1);
  });

  it('hears of the outbox again after the database was restarted', async () => {
    const admin = postgres(server.deps.config.databaseUrl, { max: 1 });
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    await admin.end();
    const alertId = await eventually('the database answers', () =>
      raiseAlert(server.deps, clinic.otherPatient.patientId).catch(() => null),
    );
    await eventually('the event', async () =>
      (await allEvents()).some(({ payload }) => JSON.stringify(payload).includes(alertId)),
    );
    const listening = await eventually('both relays listen', async () => {
      const rows = await server.deps.sql`
        select pid from pg_stat_activity where application_name = 'kanhu-listen-kanhu_outbox' and datname = current_database()`;
      return rows.length === 2 ? rows : null;
    });
    expect(listening.length).toBe(2);
  });
});
