import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { postgresBinaries, type Binaries } from './binaries.ts';
import { claimFolder } from './claim.ts';
import { clusterHome } from './cluster-location.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { assertDatabasePortFree, freePort } from './free-port.ts';
import { DATABASE_USER, initialiseCluster } from './initialise-cluster.ts';
import { databasePassword } from './password.ts';
import { Postmaster, type PostgresExit } from './postmaster.ts';
import { makeEnterableFolder } from './reachable.ts';
import { SERVER_SETTINGS } from './server-settings.ts';
import { isReady } from './servers-of.ts';
import { reapServers } from './stop-servers.ts';
import { unprivilegedUser, type UnprivilegedUser } from './unprivileged-user.ts';

export type { PostgresExit };
export { EmbeddedPostgresError };

export type EmbeddedPostgresOptions = {
  /** Password, claim and, where its user can reach it, the cluster itself. Made when missing. */
  dataDir: string;
  /** A free one when left out. Give the one of before when starting again, so that clients find it. */
  port?: number;
  /** Server settings over those of server-settings.ts. */
  settings?: Readonly<Record<string, string>>;
  log?: (line: string) => void;
  /** The server ended without `close()`: start it again. Not called for a server that never became ready. */
  onExit?: (exit: PostgresExit) => void;
};

export type EmbeddedPostgres = {
  /** Of the database `kanhu`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Where the cluster is: below `dataDir`, or below /var/lib/kanhu when that lies in a private folder. */
  readonly clusterHome: string;
  /** Stops the server and returns when none of its processes is left. */
  close(): Promise<void>;
};

/** The one database that Kanhu keeps in a cluster of its own. */
export const DATABASE = 'kanhu';
const ATTEMPTS = 5;

type Prepared = { clusterDir: string; password: string; binaries: Binaries; user: UnprivilegedUser | undefined };

/**
 * Starts the PostgreSQL that npm brought, on data that survive: a server left behind by a killed Kanhu is stopped first,
 * a crashed one recovers, one that another live Kanhu uses is left alone. It listens on 127.0.0.1 only.
 */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const log = options.log ?? (() => undefined);
  if (options.port !== undefined) await assertDatabasePortFree(options.port);
  makeEnterableFolder(resolve(options.dataDir));
  const dataDir = realpathSync(options.dataDir);
  const release = claimFolder(dataDir);
  try {
    const user = unprivilegedUser();
    const home = clusterHome(dataDir, user);
    const clusterDir = join(home, 'cluster');
    const binaries = postgresBinaries(user);
    const password = databasePassword(dataDir, clusterDir);
    initialiseCluster({ home, clusterDir, password, binaries, user });
    if (await reapServers(clusterDir)) log('stopped the PostgreSQL that an earlier, killed Kanhu left running');
    const { postmaster, port } = await launch({ clusterDir, password, binaries, user }, options, log);
    let isClosing = false;
    void postmaster.exited.then((exit) => {
      if (isClosing) return;
      release();
      options.onExit?.(exit);
    });
    return {
      url: urlOf(port, password, DATABASE),
      port,
      pid: postmaster.pid,
      clusterHome: home,
      close: async () => {
        isClosing = true;
        await postmaster.stop();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
};

const launch = async (
  { clusterDir, password, binaries, user }: Prepared,
  { port: wanted, settings }: EmbeddedPostgresOptions,
  log: (line: string) => void,
): Promise<{ postmaster: Postmaster; port: number }> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await freePort());
    const postmaster = await Postmaster.spawn({
      postgres: binaries.postgres,
      clusterDir,
      settings: { ...SERVER_SETTINGS, ...settings, port: String(port) },
      user,
      log,
    });
    const failed = await Promise.race([untilReady(clusterDir, postmaster), postmaster.exited]);
    if (failed === undefined) {
      await createDatabase(urlOf(port, password, 'postgres'), postmaster);
      return { postmaster, port };
    }
    const reason = failed.lastLines.join('\n');
    // Another program took the free port between the look and the start.
    if (wanted === undefined && attempt < ATTEMPTS && reason.includes('Address already in use')) continue;
    throw new EmbeddedPostgresError(`PostgreSQL did not start on ${clusterDir}:\n${reason}`);
  }
};

/** Recovery after a crash may take its time; the server's log tells how far it is. */
const untilReady = async (clusterDir: string, postmaster: Postmaster): Promise<undefined> => {
  while (!postmaster.hasExited && !isReady(clusterDir, postmaster.pid)) await sleep(10);
};

const createDatabase = async (url: string, postmaster: Postmaster): Promise<void> => {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (!found) await sql`create database ${sql(DATABASE)}`;
  } catch (error) {
    await postmaster.stop();
    throw new EmbeddedPostgresError('PostgreSQL started, but the database "kanhu" could not be opened in it', {
      cause: error,
    });
  } finally {
    await sql.end({ timeout: 0 });
  }
};

export const urlOf = (port: number, password: string, database: string): string =>
  `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${database}`;
