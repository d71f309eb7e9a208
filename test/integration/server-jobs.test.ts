import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#database/ids.ts';
import {
  alerts,
  auditSeals,
  deliveries,
  listeningPeriods,
  mediaCommands,
  mediaNodes,
  onCallGapNotices,
  onCallRosters,
  usedTokens,
} from '#database/schema/index.ts';
import { cleanUp } from '#server/services/upkeep/clean-up.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import { raiseAlert } from '#test/support/raise-alert.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;
let second: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  second = await startLiveServer(live);
  clinic = await createClinic(server);
});

afterAll(async () => {
  await Promise.all([server.close(), second.close()]);
  await live.database.drop();
});

describe('what happens without anybody asking', () => {
  it('pages within a second of the deadline, once, however many servers sweep', async () => {
    const { db } = server.deps;
    const page = await RealtimeClient.connect(server.url, clinic.doctor);
    const alertId = await raiseAlert(server.deps, clinic.patient.patientId, 'bp.crisis');
    await db
      .update(alerts)
      .set({ pageDueAt: sql`now()`, confirmation: 'awaiting' })
      .where(eq(alerts.id, alertId));
    await eventually('the page is told', () => page.names.includes('alert:paged'), 1_000);
    const [alert] = await db.select().from(alerts).where(eq(alerts.id, alertId));
    expect(alert).toMatchObject({ paged: true, pageDueAt: null });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(page.names.filter((name) => name === 'alert:paged')).toHaveLength(1);
    const told = await db.select().from(deliveries).where(eq(deliveries.alertId, alertId));
    // Raised and paged are two things to tell.
    expect(told.filter(({ recipientId }) => recipientId === clinic.doctor.userId)).toHaveLength(2);
    page.close();
  });

  it('notices that nobody is on call by a roster, once, however many servers look', async () => {
    const { db } = server.deps;
    const rosterId = newId();
    const createdBy = clinic.administrator.userId;
    await db.insert(onCallRosters).values({ id: rosterId, name: 'Nobody', createdAt: new Date(), createdBy });
    // A server looks when it starts, and each minute.
    const third = await startLiveServer(live);
    const fourth = await startLiveServer(live);
    const written = () => db.select().from(onCallGapNotices).where(eq(onCallGapNotices.rosterId, rosterId));
    await eventually('a notice', async () => (await written()).length > 0, 5_000);
    await Promise.all([third.close(), fourth.close()]);
    expect(await written()).toHaveLength(1);
    const { administrator } = clinic;
    await administrator.send('POST', `/api/on-call/rosters/${rosterId}/close`, { reason: 'not needed' });
  });

  it('makes the partitions of the months to come', async () => {
    const rows = await eventually('the partitions', async () => {
      const found = await server.deps.db.execute<{ name: string }>(
        sql`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'observations'::regclass`,
      );
      return found.length >= 5 ? found : null;
    });
    const month = new Date().toISOString().slice(0, 7).replace('-', '_');
    expect(rows.map(({ name }) => name)).toContain(`observations_${month}`);
  });

  it('seals the audit log each second', async () => {
    await clinic.doctor.send('POST', '/api/consultations', { patientId: clinic.patient.patientId });
    await eventually('a seal', async () => (await server.deps.db.select().from(auditSeals)).length > 0, 3_000);
  });

  it('notes that webhooks and people can be heard', async () => {
    const [period] = await eventually('a period', async () => {
      const noted = await server.deps.db.select().from(listeningPeriods);
      return noted.length > 0 ? noted : null;
    });
    expect(period?.channel).toBe('http');
  });

  it('forgets used tokens, old commands and nodes that left, and nothing younger', async () => {
    const { db } = server.deps;
    const old = new Date(Date.now() - 2 * 86_400_000);
    const node = { mediaUrl: 'x', controlUrl: 'x', startedAt: old, isDraining: false, workers: 1, roomCount: 0 };
    await db.insert(mediaNodes).values([
      { id: 'gone', ...node, heartbeatAt: old },
      { id: 'here', ...node, heartbeatAt: new Date() },
    ]);
    const command = { command: '{"type":"node:drain"}', nextAttemptAt: new Date(Date.now() + 3_600_000) };
    const [answered, unanswered, young] = [newId(), newId(), newId()];
    await db.insert(mediaCommands).values([
      { id: answered, mediaNodeId: 'gone', ...command, createdAt: old, answeredAt: old },
      { id: unanswered, mediaNodeId: 'gone', ...command, createdAt: old },
      { id: young, mediaNodeId: 'here', ...command, createdAt: new Date() },
    ]);
    const [expired, valid] = [newId(), newId()];
    await db.insert(usedTokens).values([
      { id: expired, expiresAt: old },
      { id: valid, expiresAt: new Date(Date.now() + 60_000) },
    ]);
    const [past, recent] = [201, 199].map((days) => new Date(Date.now() - days * 86_400_000));
    await db
      .insert(listeningPeriods)
      .values(
        [past, recent].map(
          (at = old) => ({ listener: 'mqtt:past', channel: 'mqtt', startsAt: at, endsAt: at }) as const,
        ),
      );
    await cleanUp(db);
    const ofPast = await db.select().from(listeningPeriods).where(eq(listeningPeriods.listener, 'mqtt:past'));
    expect(ofPast.map(({ endsAt }) => endsAt)).toEqual([recent]);
    expect((await db.select().from(mediaNodes)).map(({ id }) => id)).toEqual(['here']);
    expect((await db.select().from(mediaCommands)).map(({ id }) => id)).toEqual([young]);
    expect((await db.select().from(usedTokens)).map(({ id }) => id)).toEqual([valid]);
  });

  it('forgets sums of hours that say nothing any more, and keeps those of a patient who measures no more', async () => {
    const { db, sql } = server.deps;
    const { patientId } = clinic.patient;
    const write = (stream: string, daysAgo: number) => sql`
      insert into hour_sums (patient_id, stream, day, counts, firsts)
      values (${patientId}, ${stream}, current_date - ${daysAgo}::int, array_fill(1, array[24]), array_fill(70, array[24]))`;
    for (const daysAgo of [100, 70, 50, 3]) await write('heart-rate', daysAgo);
    for (const daysAgo of [200, 170, 100]) await write('interstitial', daysAgo);
    await cleanUp(db);
    const left = await sql`
      select stream, current_date - day as "daysAgo" from hour_sums where patient_id = ${patientId}
      order by stream, day`;
    expect(left.map((row) => `${String(row['stream'])} ${String(row['daysAgo'])}`)).toEqual([
      ...['heart-rate 50', 'heart-rate 3', 'interstitial 100'],
    ]);
  });

  it('goes on after the database was away', async () => {
    await server.deps
      .sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    const page = await eventually('a page connects', () =>
      RealtimeClient.connect(server.url, clinic.patient).catch(() => null),
    );
    const alertId = await eventually('an alert is raised', () =>
      raiseAlert(server.deps, clinic.patient.patientId, 'glucose.low-2').catch(() => null),
    );
    await eventually('the page hears of it', () => JSON.stringify(page.heard).includes(alertId));
    page.close();
  });
});
