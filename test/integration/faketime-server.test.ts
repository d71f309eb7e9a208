import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AlertDetail } from '#contracts/alert.ts';
import { connect, type Connections } from '#database/client.ts';
import { alertCalls, alertEvents, alerts, auditLog, events, outbox } from '#database/schema/index.ts';
import { alertRow, callsOf, CARE_TEAM, passTime, setPolicy, tierOf } from '#test/support/escalation.ts';
import { eventually } from '#test/support/eventually.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import {
  createAdministrator,
  createClinician,
  createPatient,
  joinCareTeam,
  signIn,
  type Person,
} from '#test/support/people.ts';
import { testDatabase, type TestDatabase } from '#test/support/postgres.ts';
import { spawnServer, type ServerProcess } from '#test/support/server-process.ts';
import { clockFrom, clockOff, setClock } from '#test/support/wrong-clock.ts';

const WRONG_BY_S = 300;
const WITHIN_MS = 20_000;

let database: TestDatabase;
let connections: Connections;
const servers: ServerProcess[] = [];

beforeAll(async () => {
  database = await testDatabase();
  connections = connect(database.url, { applicationName: 'kanhu-test', maxConnections: 4 });
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.kill('SIGCONT');
    server.kill('SIGTERM');
    await server.exited;
  }
});
afterAll(async () => {
  await connections.close();
  await database.drop();
});

const db = () => connections.db;
const start = (env: Record<string, string> = {}): ServerProcess => {
  const server = spawnServer({ DATABASE_URL: database.url, ...env });
  servers.push(server);
  return server;
};
const at = async (server: ServerProcess) => ({
  url: `http://127.0.0.1:${await server.ready}`,
  deps: { db: db(), wakeRelay: () => undefined },
});

/** By PostgreSQL's clock, and this machine's. */
const now = async (): Promise<Date> => {
  const [row] = await db().execute<{ now: string }>(sql`select clock_timestamp() as now`);
  return new Date(row?.now ?? '');
};
const lastCall = async (alertId: string) => {
  const [call] = await db()
    .select()
    .from(alertCalls)
    .where(eq(alertCalls.alertId, alertId))
    .orderBy(asc(alertCalls.tier))
    .then((calls) => calls.slice(-1));
  if (call === undefined) throw new Error('nobody was called');
  return call;
};
/** As if so much time had gone by for what somebody has taken. */
const passForTaken = (alertId: string, minutes: number) =>
  db()
    .update(alerts)
    .set({ returnsAt: sql`returns_at - make_interval(mins => ${minutes})` })
    .where(eq(alerts.id, alertId));
const leader = async (): Promise<string | null> => {
  const [row] = await db().execute<{ holder: string }>(sql`
    select facts ->> 'holder' as holder from heartbeats
    where id = 'relay:leader' and beat_at between now() - interval '2 seconds' and now()`);
  return row?.holder ?? null;
};
const leads = (server: ServerProcess) =>
  eventually('it leads the relay', async () => (await leader()) === `${hostname()}:${server.pid}`, WITHIN_MS);

describe.each([
  { which: 'five minutes ahead', seconds: WRONG_BY_S },
  { which: 'five minutes behind', seconds: -WRONG_BY_S },
])('a server whose clock is $which, and one whose clock is right', ({ seconds }) => {
  it('meet deadlines by PostgreSQL’s clock, keep the record in order, and hand the relay over', async () => {
    const wrong = start(clockOff(seconds));
    const atWrong = await at(wrong);
    const served = new Date((await fetch(`${atWrong.url}/healthz`)).headers.get('date') ?? '').getTime();
    expect(Math.round((served - (await now()).getTime()) / 60_000)).toBe(seconds / 60);
    const right = start();
    const atRight = await at(right);

    const [doctor, nurse, onCall, later, administrator, patient] = await Promise.all([
      createClinician(atWrong, { name: 'Dr Ana Ruiz', profession: 'doctor' }),
      createClinician(atWrong, { name: 'Ben Okafor', profession: 'nurse' }),
      createClinician(atRight, { name: 'Dr On Call', profession: 'doctor' }),
      createClinician(atRight, { name: 'Dr Next Call', profession: 'doctor' }),
      createAdministrator(atRight),
      createPatient(atRight, 'Li Wei'),
    ]);
    for (const one of [doctor, nurse]) await joinCareTeam(atRight, one, patient.patientId);
    for (const severity of ['critical', 'high'] as const) {
      await setPolicy(db(), administrator, severity, [CARE_TEAM, tierOf([onCall], 15), tierOf([later], 15)]);
    }
    const nurseAtRight = await signIn(atRight, nurse, nurse);
    const page = (ruleId: Parameters<typeof pageAlert>[2]) =>
      pageAlert({ db: db(), wakeRelay: () => undefined } as never, patient.patientId, ruleId);
    const called = (alertId: string, count: number) =>
      eventually(`call ${count}`, async () => (await callsOf(db(), alertId)).length === count, WITHIN_MS);
    /** Whatever was due until now has been looked at by whoever sweeps. */
    const swept = async (): Promise<void> => {
      const alertId = await page('hr.rest-low');
      await called(alertId, 1);
      await db().update(alerts).set({ state: 'withdrawn' }).where(eq(alerts.id, alertId));
    };

    // Frozen as a machine that hangs: what is done now the one with the wrong clock does alone.
    right.kill('SIGSTOP');
    await leads(wrong);
    const pagedAfter = await now();
    const alertId = await page('bp.crisis');
    await called(alertId, 1);
    const first = await lastCall(alertId);
    expect(first.calledAt.getTime()).toBeGreaterThanOrEqual(pagedAfter.getTime() - 1);
    expect(first.calledAt.getTime()).toBeLessThanOrEqual((await now()).getTime());
    expect(first.answerBy.getTime() - first.calledAt.getTime()).toBe(15 * 60_000);
    // The call may be there before the relay has written down whom the page tells.
    await eventually(
      'both are told',
      async () => {
        const told = await db().execute(sql`
          update deliveries set state = 'delivered', delivered_at = now()
          where alert_id = ${alertId} and recipient_id in (${doctor.userId}, ${nurse.userId})
          returning recipient_id`);
        return new Set(told.map(({ recipient_id }) => recipient_id)).size === 2;
      },
      WITHIN_MS,
    );

    // Due in four minutes: by a clock that is five minutes ahead it is late, by one that is behind it is far away.
    await passTime(db(), alertId, 11);
    await swept();
    expect(await callsOf(db(), alertId)).toHaveLength(1);
    await passTime(db(), alertId, 4);
    await called(alertId, 2);
    await swept();
    expect(await callsOf(db(), alertId)).toHaveLength(2);

    const acknowledge = (person: Person) => person.send('POST', `/api/alerts/${alertId}/acknowledge`);
    const askedAt = await now();
    expect((await acknowledge(doctor)).status).toBe(200);
    const row = await alertRow(db(), alertId);
    expect(row.acknowledgedAt?.getTime()).toBeGreaterThanOrEqual(askedAt.getTime() - 1);
    expect(row.acknowledgedAt?.getTime()).toBeLessThanOrEqual((await now()).getTime());
    await passForTaken(alertId, 26);
    await swept();
    expect((await alertRow(db(), alertId)).state).toBe('acknowledged');
    await passForTaken(alertId, 4);
    await eventually(
      'it is raised again',
      async () => (await alertRow(db(), alertId)).state !== 'acknowledged',
      WITHIN_MS,
    );
    await called(alertId, 3);

    // A snooze of two minutes, and one of nearly a day.
    const highId = await page('bp.low');
    await db().update(alerts).set({ severity: 'high' }).where(eq(alerts.id, highId));
    await called(highId, 1);
    const snooze = async (person: Person, minutes: number) =>
      (
        await person.send('POST', `/api/alerts/${highId}/snooze`, {
          until: new Date((await now()).getTime() + minutes * 60_000).toISOString(),
          reason: 'calling at noon',
        })
      ).status;
    expect(await snooze(doctor, 2)).toBe(200);
    expect(await snooze(nurse, 24 * 60 - 1)).toBe(200);
    expect(await snooze(nurse, -1)).toBe(400);
    expect(await snooze(nurse, 24 * 60 + 1)).toBe(400);
    // All who were called have snoozed it: the next are called at once.
    await called(highId, 2);
    const snoozers = async () =>
      AlertDetail.parse(await (await doctor.get(`/api/alerts/${highId}`)).json()).alert.snoozes.length;
    expect(await snoozers()).toBe(2);

    right.kill('SIGCONT');
    expect((await acknowledge(doctor)).status).toBe(200);
    expect((await acknowledge(nurseAtRight)).status).toBe(409);
    const resolved = await nurseAtRight.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'called' });
    expect(resolved.status).toBe(200);
    const detail = AlertDetail.parse(await (await nurseAtRight.get(`/api/alerts/${alertId}`)).json());
    expect(detail.events.map(({ type }) => type)).toEqual([
      ...['raised', 'called', 'reminded', 'escalated', 'acknowledged'],
      ...['re-raised', 'paged', 'called', 'acknowledged', 'resolved'],
    ]);

    // The one with the wrong clock leads, and ends: the other one goes on where it stopped.
    wrong.kill('SIGTERM');
    expect(await wrong.exited).toBe(0);
    await leads(right);
    await eventually('an empty outbox', async () => (await db().select().from(outbox)).length === 0, WITHIN_MS);
    const ids = (await db().select({ id: events.id }).from(events).orderBy(asc(events.id))).map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, index) => BigInt(index + 1)));
    const [unaudited] = await db()
      .select({ count: sql<number>`count(*)::int` })
      .from(alertEvents)
      .leftJoin(
        auditLog,
        and(eq(auditLog.subjectId, sql`${alertEvents.alertId}::text`), eq(auditLog.at, alertEvents.at)),
      )
      .where(and(isNull(auditLog.id), sql`${alertEvents.actor} ->> 'id' <> 'detection'`));
    expect(unaudited?.count).toBe(0);
    await db().update(alerts).set({ state: 'withdrawn' });
  });
});

describe('a server whose clock is put back while it leads the relay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kanhu-clock-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('goes on saying that it leads, and relays', async () => {
    const clock = join(folder, 'clock');
    setClock(clock, 0);
    const server = start(clockFrom(clock));
    const { url } = await at(server);
    await leads(server);
    setClock(clock, -WRONG_BY_S);
    const before = await now();
    await eventually(
      'the clock is put back',
      async () => {
        const served = new Date((await fetch(`${url}/healthz`)).headers.get('date') ?? '').getTime();
        return before.getTime() - served > 60_000;
      },
      WITHIN_MS,
    );
    await eventually(
      'a heartbeat after that',
      async () => {
        const [beat] = await db().execute(sql`
          select 1 from heartbeats where id = 'relay:leader' and beat_at > ${before.toISOString()}::timestamptz + interval '3 seconds'`);
        return beat !== undefined;
      },
      WITHIN_MS,
    );
  });
});
