import { spawnSync } from 'node:child_process';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

export type UnprivilegedUser = { uid: number; gid: number };

const USER_NAME = 'kanhu';

/**
 * PostgreSQL refuses to run as root, so root starts it as the system user `kanhu`, made on first use: a user of its
 * own, since whoever shares a user with the database can read its files. Anyone else runs it as himself (`undefined`).
 */
export const unprivilegedUser = (): UnprivilegedUser | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const existing = find();
  if (existing) return existing;
  const made = spawnSync(
    'useradd',
    [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      USER_NAME,
    ],
    { encoding: 'utf8' },
  );
  // Looked up also after a failure: another start may have made the user in the meantime.
  const created = find();
  if (created) return created;
  throw new EmbeddedPostgresError(
    `PostgreSQL cannot run as root, and the system user "${USER_NAME}" could not be made ` +
      `(${made.error?.message ?? made.stderr.trim()}). Make it (adduser -S -H ${USER_NAME}, or useradd --system ${USER_NAME}), ` +
      'start Kanhu as another user than root, or set DATABASE_URL to a PostgreSQL of your own.',
  );
};

const find = (): UnprivilegedUser | undefined => {
  const uid = id('-u');
  const gid = id('-g');
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
};

const id = (flag: '-u' | '-g'): number | undefined => {
  const { status, stdout } = spawnSync('id', [flag, USER_NAME], { encoding: 'utf8' });
  return status === 0 ? Number(stdout.trim()) : undefined;
};
