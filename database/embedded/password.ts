import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** The database's password: made before the cluster is, and kept where only the user of this checkout may read it. */
export const databasePassword = (dataDir: string, clusterDir: string): string => {
  const file = join(dataDir, 'password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (existsSync(clusterDir)) {
    throw new EmbeddedPostgresError(
      `${file} is missing, and without it nobody can log in to the database in ${clusterDir}. Bring the file back from a backup.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
};
