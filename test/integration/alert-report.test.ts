import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Explanation } from '#contracts/alert.ts';
import { connect, type Connections } from '#database/client.ts';
import { freePort } from '#database/embedded/free-port.ts';
import { startEmbeddedPostgres } from '#database/embedded/start-embedded-postgres.ts';
import { temporaryDataDir } from '#database/embedded/temporary-data-dir.ts';
import { newId } from '#database/ids.ts';
import { migrateDatabase } from '#database/migrate.ts';
import {
  alertEvents,
  alertFeedback,
  alerts,
  clinics,
  findings,
  observations,
  patients,
} from '#database/schema/index.ts';
import { createUser } from '#server/auth/create-user.ts';
import { testDatabase, type TestDatabase } from '#test/support/postgres.ts';
import { ROOT } from '#tools/run.ts';

type Outcome = NonNullable<(typeof alerts.$inferInsert)['outcome']>;
type Answer = { code: number; out: string; errors: string };

let database: TestDatabase;
let connections: Connections;
let folder: string;
let doctorId: string;
let nurseId: string;

/** Runs the command as npm does, with nothing of this process's settings. */
const report = (env: Record<string, string>, ...args: string[]): Promise<Answer> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(ROOT, 'tools/report-alerts.ts'), ...args],
      { env: { PATH: process.env.PATH ?? '', ...env } },
      (_error, out, errors) => resolve({ code: child.exitCode ?? -1, out, errors }),
    );
  });

const createPatient = async (name: string): Promise<string> => {
  const id = newId();
  await connections.db.insert(patients).values({
    ...{ id, name, birthDate: '1958-04-12', sex: 'female', region: 'CN', timeZone: 'Asia/Shanghai' },
  });
  return id;
};
const here = (time: string): Date => new Date(`2026-11-${time}+08:00`);
const store = (patientId: string, time: string) => {
  const [id, at] = [newId(), here(time)];
  return connections.db.insert(observations).values({
    ...{ id, patientId, kind: 'heart-rate', source: 'band', sourceKey: `m:${id}`, heartRate: 70 },
    ...{ measuredAt: at, effectiveAt: at, receivedAt: at },
  });
};

type Happened = { type: (typeof alertEvents.$inferInsert)['type']; at: string; by?: string; version?: string };
type AlertCase = {
  patientId: string;
  ruleId: 'bp.crisis' | 'hr.rest-high';
  events: Happened[];
  outcome?: Outcome;
  feedback?: Record<string, boolean>;
};

/** An alert and its record, each onset with a finding of its own. */
const raise = async ({ patientId, ruleId, events, outcome, feedback = {} }: AlertCase): Promise<void> => {
  const { db } = connections;
  const alertId = newId();
  let findingId = '';
  for (const [index, { type, at, by, version = '2024.1' }] of events.entries()) {
    if (type === 'raised' || type === 're-raised') {
      findingId = newId();
      const explanation: Explanation = {
        ...{ ruleId, ruleSet: 'china' as const, ruleVersion: version, source: 'test' },
        contributions: [],
        comparisons: [],
      };
      const common = {
        patientId,
        ruleId,
        ruleSet: 'china',
        ruleVersion: version,
        lane: 'physiological',
        severity: 'critical',
        onsetAt: here(at),
        raisedAt: here(at),
        explanation,
      } as const;
      await db.insert(findings).values({ ...common, id: findingId });
      if (index === 0) await db.insert(alerts).values({ ...common, id: alertId, findingId });
    }
    const actor = by === undefined ? { type: 'system', id: 'detection' } : { type: 'user', id: by };
    const event = { id: newId(), alertId, type, findingId, at: here(at) };
    await db.insert(alertEvents).values({ ...event, actor: actor as { type: 'user'; id: string } });
  }
  if (outcome !== undefined) {
    await connections.sql`
      update alerts set state = 'resolved', outcome = ${outcome}, resolved_at = now(), resolved_by = ${doctorId}
      where id = ${alertId}`;
  }
  for (const [userId, isUseful] of Object.entries(feedback)) {
    await db.insert(alertFeedback).values({ id: newId(), alertId, userId, isUseful, givenAt: new Date() });
  }
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kanhu-report-test-'));
  database = await testDatabase();
  connections = connect(database.url, { applicationName: 'kanhu-test', maxConnections: 2 });
  const { db } = connections;
  await db.insert(clinics).values({ name: 'Test', timeZone: 'Asia/Shanghai' });
  const person = { password: 'a long password', role: 'clinician', profession: 'doctor' } as const;
  doctorId = await createUser(db, { ...person, name: 'Ana', email: 'ana@example.org' });
  nurseId = await createUser(db, { ...person, name: 'Ben', email: 'ben@example.org' });

  const [li, chen] = [await createPatient('Li Wei'), await createPatient('Chen Fang')];
  // Patient-days: Li 22 (twice) and 23, Chen 23. The 24th and the 21st are outside.
  for (const time of ['21T23:59', '22T00:00', '22T18:00', '23T23:59', '24T00:00']) await store(li, time);
  await store(chen, '23T12:00');
  // Paged; taken after 60 s; raised again under it, paged, taken 150 s later; treatment changed.
  await raise({
    ...{ patientId: li, ruleId: 'bp.crisis', outcome: 'treatment-changed' },
    events: [
      { type: 'raised', at: '22T08:00:00' },
      { type: 'paged', at: '22T08:00:00' },
      { type: 'acknowledged', at: '22T08:01:00', by: doctorId },
      { type: 're-raised', at: '23T08:00:00' },
      { type: 'paged', at: '23T08:00:30' },
      { type: 'acknowledged', at: '23T08:03:00', by: nurseId },
      { type: 'resolved', at: '23T09:00:00', by: doctorId },
    ],
    feedback: { [doctorId]: true, [nurseId]: true },
  });
  // Not paged, resolved at once after 300 s: nothing to be done.
  await raise({
    ...{ patientId: chen, ruleId: 'bp.crisis', outcome: 'no-action-needed' },
    events: [
      { type: 'raised', at: '23T12:00:00' },
      { type: 'resolved', at: '23T12:05:00', by: doctorId },
    ],
    feedback: { [doctorId]: false },
  });
  // An older version of the rule, still open, and nobody has taken it.
  await raise({
    patientId: chen,
    ruleId: 'bp.crisis',
    events: [{ type: 'raised', at: '22T12:00', version: '2023.1' }],
  });
  // A measurement error, of another rule.
  await raise({
    ...{ patientId: li, ruleId: 'hr.rest-high', outcome: 'measurement-error' },
    events: [
      { type: 'raised', at: '22T10:00:00' },
      { type: 'resolved', at: '22T10:10:00', by: nurseId },
    ],
  });
  // Outside: the day before, and the day after.
  await raise({
    patientId: li,
    ruleId: 'hr.rest-high',
    events: [{ type: 'raised', at: '21T23:59:59' }],
    outcome: 'called',
  });
  await raise({ patientId: li, ruleId: 'hr.rest-high', events: [{ type: 'raised', at: '24T00:00:00' }] });
}, 120_000);

afterAll(async () => {
  await connections.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const PERIOD = ['--from', '2026-11-22', '--to', '2026-11-23'] as const;

describe('the report on alerts', () => {
  it('counts what was counted by hand, rule by rule and version by version', async () => {
    const csv = join(folder, 'alerts.csv');
    const { code, out, errors } = await report({ DATABASE_URL: database.url }, ...PERIOD, '--csv', csv);
    expect(errors).toBe('');
    expect(code).toBe(0);
    const [heading, ...lines] = (await readFile(csv, 'utf8')).trimEnd().split('\n');
    expect(heading).toBe(
      'rule,rule_set,rule_version,from,to,patient_days,raised,raised_per_patient_day,paged,paged_per_patient_day,' +
        'acknowledged,acknowledge_p50_s,acknowledge_p95_s,alerts,resolved,acted_on,answers,useful',
    );
    const period = '2026-11-22,2026-11-23,3';
    expect(lines).toEqual([
      `bp.crisis,china,2023.1,${period},1,0.3333,0,0,0,,,1,0,0,0,0`,
      // 60 and 150 s from the page, 300 s from the onset: the 95th percentile is 150 + 0.9 * 150.
      `bp.crisis,china,2024.1,${period},3,1,2,0.6667,3,150,285,2,2,1,3,2`,
      `hr.rest-high,china,2024.1,${period},1,0.3333,0,0,1,600,600,1,1,0,0,0`,
      // 60, 150, 300 and 600 s: the middle is 225, the 95th percentile 300 + 0.85 * 300.
      `all,,,${period},5,1.6667,2,0.6667,4,225,555,4,3,1,3,2`,
    ]);
    expect(out).toContain('Alerts from 2026-11-22 to 2026-11-23 (Asia/Shanghai), 3 patient-days');
    expect(out).toContain('1 of 3 (33 %)');
    expect(out).toContain('2 of 3 (67 %)');
    expect(out).toContain('patient-day: a calendar day of a patient with at least one stored reading');
  });

  it('tells of nobody', async () => {
    const { out } = await report({ DATABASE_URL: database.url }, ...PERIOD);
    expect(out).not.toMatch(/Li Wei|Chen Fang|Ana|Ben|[0-9a-f]{8}-[0-9a-f]{4}/);
  });

  it('takes a day without anything, and thirty days where none are named', async () => {
    const empty = await report({ DATABASE_URL: database.url }, '--from', '2020-01-01', '--to', '2020-01-01');
    expect(empty.code).toBe(0);
    expect(empty.out).toContain('0 patient-days');
    const { code, out } = await report({ DATABASE_URL: database.url }, '--to', '2026-11-30');
    expect(code).toBe(0);
    expect(out).toContain('Alerts from 2026-11-01 to 2026-11-30');
  });

  it.each([
    [['--from', '2026-02-30'], '--from must be a day'],
    [['--to', 'yesterday'], '--to must be a day'],
    [['--from', '2026-11-23', '--to', '2026-11-22'], '--from is after --to'],
    [['--since', '2026-11-22'], "Unknown option '--since'"],
    [['all'], 'usage: npm run report:alerts'],
  ])('refuses %j', async (args, words) => {
    const { code, out, errors } = await report({ DATABASE_URL: database.url }, ...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(errors).toContain(words);
    expect(errors).toContain('usage:');
  });

  it('says what is wrong with the database, never with which password', async () => {
    const away = await report({ DATABASE_URL: `postgres://kanhu:secret@127.0.0.1:${await freePort()}/kanhu` });
    expect(away).toMatchObject({ code: 1, errors: 'the database cannot be reached (ECONNREFUSED)\n' });
    const noUrl = await report({ DATABASE_URL: 'mysql://kanhu:secret@host/kanhu' });
    expect(noUrl).toMatchObject({ code: 1, errors: 'DATABASE_URL: must be a postgresql:// URL\n' });
    const other = new URL(database.url);
    other.pathname = 'template1';
    const notOurs = await report({ DATABASE_URL: other.href });
    expect(notOurs.code).toBe(1);
    expect(notOurs.errors).toContain('not that of a clinic of this version');
    const nowhere = await report({ DATABASE_URL: database.url }, ...PERIOD, '--csv', join(folder, 'no', 'such.csv'));
    expect(nowhere.code).toBe(1);
    expect(nowhere.errors).toContain('ENOENT');
  });

  it('reads the embedded database, while its clinic runs and while it does not, and makes none', async () => {
    const nothing = join(folder, 'nothing');
    const missing = await report({ KANHU_DATA_DIR: nothing });
    expect(missing.code).toBe(1);
    expect(missing.errors).toContain(`there is no database in ${nothing}`);
    expect(existsSync(nothing)).toBe(false);

    const temporary = temporaryDataDir('kanhu-report');
    try {
      const running = await startEmbeddedPostgres({ dataDir: temporary.path });
      await migrateDatabase(running.url);
      const beside = await report({ KANHU_DATA_DIR: temporary.path });
      expect(beside).toMatchObject({ code: 0, errors: '' });
      await running.close();
      const alone = await report({ KANHU_DATA_DIR: temporary.path });
      expect(alone).toMatchObject({ code: 0, errors: '' });
      expect(alone.out).toContain('0 patient-days');
    } finally {
      temporary.remove();
    }
  });
});
