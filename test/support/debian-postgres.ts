import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#database/embedded/free-port.ts';
import { unprivilegedUser } from '#database/embedded/unprivileged-user.ts';

const BINARIES = '/usr/lib/postgresql/15/bin';

export type DebianPostgres = { url: string; stop: () => Promise<void> };

/** PostgreSQL 15 from Debian, the oldest that Kanhu supports, as an administrator's own server would be. */
export const startDebianPostgres = async (): Promise<DebianPostgres> => {
  const folder = await mkdtemp(join(tmpdir(), 'kanhu-postgres-15-'));
  const user = unprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  const dataDir = join(folder, 'data');
  const options = { ...user, cwd: folder, encoding: 'utf8' as const, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  const made = spawnSync(`${BINARIES}/initdb`, ['-D', dataDir, '-A', 'trust', '-U', 'postgres'], options);
  if (made.status !== 0) throw new Error(`initdb of PostgreSQL 15 failed: ${made.stderr || String(made.error)}`);
  const port = await freePort();
  const server = spawn(
    `${BINARIES}/postgres`,
    ['-D', dataDir, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    { ...options, stdio: 'ignore' },
  );
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      server.kill('SIGINT');
      if (server.exitCode === null) await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
};
