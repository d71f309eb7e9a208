import postgres, { type Sql } from 'postgres';
import { startEmbeddedPostgres } from '#database/embedded/start-embedded-postgres.ts';
import { temporaryDataDir } from '#database/embedded/temporary-data-dir.ts';
import { migrateDatabase } from '#database/migrate.ts';
import { disagreements, tally } from './check.ts';
import { createLoadClinic } from './clinic.ts';
import type { LoadResult } from './plan.ts';
import {
  startBareGateway,
  startLoadGenerator,
  startMeasuredGateway,
  type LoadGenerator,
  type MeasuredProcess,
} from './processes.ts';

/** Event time begins this long ago and runs ahead of the clock: readings stay in the past, whatever the speed. */
const EVENT_TIME_STARTS_AGO_MS = 20 * 24 * 3_600_000;
/** Where an acknowledgement could come before the disk, the figures would mean nothing. */
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

export type LoadOptions = { devices: number; inFlight: number; nodeArgs?: readonly string[] };

export type Side = {
  name: 'kanhu' | 'bare';
  sql: Sql;
  process: MeasuredProcess;
  load: LoadGenerator;
  close(): Promise<void>;
};
export type MeasuredRun = LoadResult & { side: Side['name']; cpuMicrosPerReading: number; disagreements: string[] };

/** A gateway with a database and a load generator of its own, connected and with two hours of the past. */
export const openSide = async (name: Side['name'], url: string, options: LoadOptions): Promise<Side> => {
  await migrateDatabase(url);
  const sql = postgres(url, { max: 2, onnotice: () => undefined });
  const devices = await createLoadClinic(sql, options.devices);
  await sql`analyze`;
  const { inFlight, nodeArgs = [] } = options;
  const measured = name === 'kanhu' ? await startMeasuredGateway(url, nodeArgs) : await startBareGateway(url);
  const load = startLoadGenerator();
  const startsAtMs = Date.now() - EVENT_TIME_STARTS_AGO_MS;
  await load.ask({ type: 'connect', port: measured.mqttPort, devices, inFlight, startsAtMs }, 'connected');
  await load.ask({ type: 'prefill' }, 'prefilled');
  return {
    name,
    sql,
    process: measured,
    load,
    async close() {
      load.stop();
      await measured.stop();
      await sql.end();
    },
  };
};

/** One run, with everything read back afterwards. */
export const measure = async (side: Side, durationMs: number, ratePerSecond: number | null): Promise<MeasuredRun> => {
  const before = await tally(side.sql, side.process.metricsPort);
  const cpuBefore = side.process.cpuSeconds();
  const { result } = await side.load.ask({ type: 'run', durationMs, ratePerSecond }, 'ran');
  const cpuSeconds = side.process.cpuSeconds() - cpuBefore;
  const after = await tally(side.sql, side.process.metricsPort);
  return {
    ...result,
    side: side.name,
    cpuMicrosPerReading: Math.round((cpuSeconds / result.acknowledged) * 1e7) / 10,
    disagreements: disagreements(result, before, after, side.name === 'bare'),
  };
};

export type BenchServer = {
  url: string;
  /** Where its data lie. */
  dataDir: string;
  configuration: Record<string, string>;
  close(): Promise<void>;
};

/** The PostgreSQL that `npm start` runs, in a folder that is thrown away. */
export const openBenchServer = async (): Promise<BenchServer> => {
  const dataDir = temporaryDataDir('kanhu-bench');
  const server = await startEmbeddedPostgres({ dataDir: dataDir.path });
  const admin = postgres(server.url, { max: 1, onnotice: () => undefined });
  const settings = await admin<{ name: string; setting: string }[]>`
    select name, current_setting(name) as setting from pg_settings
    where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size')`;
  await admin.end();
  const configuration = Object.fromEntries(settings.map(({ name, setting }) => [name, setting]));
  for (const [name, wanted] of Object.entries(DURABLE)) {
    if (configuration[name] !== wanted) throw new Error(`PostgreSQL runs with ${name} = ${configuration[name] ?? '?'}`);
  }
  return {
    url: server.url,
    dataDir: dataDir.path,
    configuration,
    async close() {
      await server.close();
      dataDir.remove();
    },
  };
};

/** A further, empty database of the same server. */
export const addDatabase = async (server: BenchServer, name: string): Promise<string> => {
  const admin = postgres(server.url, { max: 1, onnotice: () => undefined });
  await admin`create database ${admin(name)}`;
  await admin.end();
  const url = new URL(server.url);
  url.pathname = name;
  return url.href;
};
