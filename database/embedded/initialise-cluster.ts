import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { serverEnvironment } from './server-environment.ts';
import type { UnprivilegedUser } from './unprivileged-user.ts';

export const DATABASE_USER = 'kanhu';

type Options = {
  home: string;
  clusterDir: string;
  password: string;
  binaries: Binaries;
  user: UnprivilegedUser | undefined;
};

/** Makes the cluster on first start, under another name until it is whole: a killed initdb leaves nothing half-made. */
export const initialiseCluster = ({ home, clusterDir, password, binaries, user }: Options): void => {
  if (existsSync(clusterDir)) {
    checkVersion(clusterDir, binaries);
    return;
  }
  const unfinished = join(home, 'cluster.unfinished');
  // initdb reads the password as the database's user; the process umask must not hide it, nor show it to others.
  const passwordFile = join(home, 'initdb-password');
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  try {
    mkdirSync(unfinished);
    chmodSync(unfinished, 0o700);
    writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' });
    if (user) for (const path of [unfinished, passwordFile]) chownSync(path, user.uid, user.gid);
    runInitdb(binaries.initdb, unfinished, passwordFile, user);
    renameSync(unfinished, clusterDir);
  } finally {
    rmSync(passwordFile, { force: true });
  }
};

const runInitdb = (initdb: string, folder: string, passwordFile: string, user: UnprivilegedUser | undefined): void => {
  const args = [
    `--pgdata=${folder}`,
    `--username=${DATABASE_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order of text on every system, whatever locales it has.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  const result = spawnSync(initdb, args, { ...user, cwd: '/', env: serverEnvironment, encoding: 'utf8' });
  if (result.status === 0) return;
  const reason = result.error?.message ?? `${result.stdout}${result.stderr}`.trim().split('\n').slice(-8).join('\n');
  throw new EmbeddedPostgresError(`initdb could not make a database in ${folder}:\n${reason}`);
};

const checkVersion = (clusterDir: string, { majorVersion }: Binaries): void => {
  const made = readFileSync(join(clusterDir, 'PG_VERSION'), 'utf8').trim();
  if (made === majorVersion) return;
  throw new EmbeddedPostgresError(
    `the database in ${clusterDir} was made by PostgreSQL ${made}; this Kanhu brings ${majorVersion}. ` +
      `Start the Kanhu of before and save it (pg_dump), move ${clusterDir} away, start this one and load it (pg_restore).`,
  );
};
