import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { announce } from '#server/outbox.ts';
import { relayBatch } from '#server/relay/relay-batch.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

const WAITING = 3_000;

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});

afterAll(() => server.close());

it('reads what it relays and not the whole backlog for each, though the planner believes that there is none', async () => {
  const { db, log, now } = server.deps;
  await db.execute(sql`delete from outbox`);
  await db.execute(sql`vacuum analyze outbox`);
  await db.transaction(async (tx) => {
    for (let nth = 0; nth < WAITING; nth += 1) {
      await announce(tx, {
        type: 'access:started',
        userId: clinic.doctor.userId,
        patientId: clinic.patient.patientId,
        occurredAt: now(),
      });
    }
  });

  const { relayed, read } = await db.transaction(async (tx) => {
    const relayed = await relayBatch(tx, now(), log, []);
    const [outbox] = await tx.execute<{ read: number }>(sql`
      select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables where relname = 'outbox'`);
    return { relayed, read: outbox?.read ?? NaN };
  });

  expect(relayed).toBeGreaterThan(0);
  expect(relayed).toBeLessThan(WAITING);
  expect(read).toBeLessThanOrEqual(3 * relayed);
});
