import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { connect, type Connections } from '#database/client.ts';
import { startEmbeddedPostgres } from '#database/embedded/start-embedded-postgres.ts';
import { temporaryDataDir } from '#database/embedded/temporary-data-dir.ts';
import { migrateDatabase } from '#database/migrate.ts';
import { sweepEscalations } from '#server/services/escalations/sweep.ts';
import { Latencies } from './load/latencies.ts';
import type { BenchResult } from './result.ts';

/** A clinic of 2 000 patients; one in four has an alert that nobody answers, and an outage makes them all due at once. */
const PATIENTS = 2_000;
const CLINICIANS = 40;
const STORM = 500;
/** Deadlines that come one after another, as on a bad night. */
const TRICKLE = 200;
const TRICKLE_EVERY_MS = 50;
const SERVERS = 2;
const SWEEP_MS = 250;

/** A deadline is met within this. */
const GOAL_MS = 1_000;

type Lateness = { what: string; deadlines: number; p50Ms: number; p99Ms: number; maxMs: number };

/** How long after a deadline its call was committed, on two servers that sweep four times a second. */
export const run = async (): Promise<BenchResult> => {
  const dataDir = temporaryDataDir();
  const server = await startEmbeddedPostgres({ dataDir: dataDir.path });
  const servers: Connections[] = [];
  try {
    await migrateDatabase(server.url);
    for (let index = 0; index <= SERVERS; index += 1) {
      servers.push(connect(server.url, { applicationName: 'kanhu-bench', maxConnections: 4 }));
    }
    const [observer, ...sweeping] = servers;
    if (observer === undefined) throw new Error('there is an observer');
    await fill(observer);
    const results = [await trickle(observer, sweeping), await storm(observer, sweeping)];
    const idle = await idleSweep(observer);
    const table = [
      'what                          deadlines      p50      p99      max',
      ...results.map(
        ({ what, deadlines, p50Ms, p99Ms, maxMs }) =>
          `${what.padEnd(30)}${String(deadlines).padStart(9)}${[p50Ms, p99Ms, maxMs]
            .map((value) => `${value.toFixed(0)} ms`.padStart(9))
            .join('')}`,
      ),
      `a sweep that finds nothing takes ${idle.toFixed(2)} ms`,
    ].join('\n');
    return { table, passed: results.every(({ maxMs }) => maxMs <= GOAL_MS), results, idleSweepMs: idle };
  } finally {
    await Promise.all(servers.map((each) => each.close()));
    await server.close();
    dataDir.remove();
  }
};

const fill = async ({ db }: Connections): Promise<void> => {
  await db.execute(sql`
    insert into users (id, name, email, role, profession, created_at, updated_at)
    select gen_random_uuid(), 'Clinician ' || n, 'c' || n || '@example.org', 'clinician', 'doctor', now(), now()
    from generate_series(1, ${CLINICIANS}) n`);
  await db.execute(sql`
    insert into patients (id, name, birth_date, sex, region, time_zone)
    select gen_random_uuid(), 'Patient ' || n, '1950-01-01', 'female', 'CN', 'Asia/Shanghai'
    from generate_series(1, ${PATIENTS}) n`);
  await db.execute(sql`
    insert into care_team_members (id, patient_id, user_id, role, starts_at)
    select gen_random_uuid(), patient.id, member.id, 'doctor', now() - interval '1 day'
    from (select id, row_number() over () as n from patients) patient
    join (select id, row_number() over () as n from users) member on member.n % 10 = patient.n % 10`);
};

/** Critical alerts of so many patients, each paged now; the sweep finds them by itself. */
const page = async ({ db }: Connections, count: number, rule: string): Promise<void> => {
  await db.execute(sql`
    with chosen as (
      select patient.id as patient_id, gen_random_uuid() as finding_id from patients patient
      where not exists (select 1 from alerts where alerts.patient_id = patient.id and alerts.rule_id = ${rule})
      limit ${count}
    ), found as (
      insert into findings (id, patient_id, rule_id, rule_set, rule_version, lane, severity, onset_at, raised_at, explanation)
      select finding_id, patient_id, ${rule}, 'china', '1', 'physiological', 'critical', now(), now(), '{}' from chosen
    )
    insert into alerts (
      id, patient_id, rule_id, rule_set, rule_version, finding_id, lane, severity, paged, paged_at, onset_at, raised_at,
      explanation
    )
    select gen_random_uuid(), patient_id, ${rule}, 'china', '1', finding_id, 'physiological', 'critical', true,
      clock_timestamp(), now(), now(), '{}'
    from chosen`);
};

/** Sweeps on all servers until `isOver`, and says when each paged alert's call was seen to be committed. */
const sweepUntil = async (servers: readonly Connections[], isOver: () => Promise<boolean>): Promise<void> => {
  let isDone = false;
  const loops = servers.map(async ({ db }, index) => {
    await sleep((index * SWEEP_MS) / servers.length);
    while (!isDone) {
      await sweepEscalations({ db, wakeRelay: () => undefined });
      await sleep(SWEEP_MS);
    }
  });
  while (!(await isOver())) await sleep(20);
  isDone = true;
  await Promise.all(loops);
};

/** When each call of a rule's alerts was first seen by somebody else, by PostgreSQL's clock. */
const watch = async ({ db }: Connections, rule: string, seen: Map<string, number>): Promise<void> => {
  const rows = await db.execute<{ id: string; late_ms: number }>(sql`
    select alerts.id, (extract(epoch from clock_timestamp() - alerts.paged_at) * 1000)::float8 as late_ms
    from alerts join alert_calls calls on calls.alert_id = alerts.id
    where alerts.rule_id = ${rule}`);
  for (const { id, late_ms } of rows) if (!seen.has(id)) seen.set(id, late_ms);
};

const measure = async (
  observer: Connections,
  servers: readonly Connections[],
  { what, rule, deadlines, make }: { what: string; rule: string; deadlines: number; make: () => Promise<void> },
): Promise<Lateness> => {
  const seen = new Map<string, number>();
  const making = make();
  await sweepUntil(servers, async () => {
    await watch(observer, rule, seen);
    return seen.size >= deadlines;
  });
  await making;
  const late = new Latencies();
  for (const lateMs of seen.values()) late.add(lateMs);
  return { what, deadlines, p50Ms: late.quantile(0.5), p99Ms: late.quantile(0.99), maxMs: late.max };
};

const trickle = (observer: Connections, servers: readonly Connections[]): Promise<Lateness> =>
  measure(observer, servers, {
    ...{ what: 'one after another', rule: 'glucose.low-2', deadlines: TRICKLE },
    make: async () => {
      for (let index = 0; index < TRICKLE; index += 1) {
        await page(observer, 1, 'glucose.low-2');
        await sleep(TRICKLE_EVERY_MS);
      }
    },
  });

const storm = (observer: Connections, servers: readonly Connections[]): Promise<Lateness> =>
  measure(observer, servers, {
    ...{ what: 'all at once', rule: 'bp.crisis', deadlines: STORM },
    make: () => page(observer, STORM, 'bp.crisis'),
  });

/** In ms; four times a second on each server, day and night. */
const idleSweep = async ({ db }: Connections): Promise<number> => {
  const rounds = 200;
  const began = performance.now();
  for (let index = 0; index < rounds; index += 1) await sweepEscalations({ db, wakeRelay: () => undefined });
  return (performance.now() - began) / rounds;
};
