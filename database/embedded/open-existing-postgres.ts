import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { clusterHome } from './cluster-location.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { databasePassword } from './password.ts';
import { readyPort } from './servers-of.ts';
import { DATABASE, startEmbeddedPostgres, urlOf } from './start-embedded-postgres.ts';
import { unprivilegedUser } from './unprivileged-user.ts';

/**
 * The database of a clinic that is there already: that of a running Kanhu, or started until `close()`. A folder without
 * a database is an error and stays as it is.
 */
export const openExistingPostgres = async (dataDir: string): Promise<{ url: string; close(): Promise<void> }> => {
  if (!existsSync(join(dataDir, 'password'))) {
    throw new EmbeddedPostgresError(
      `there is no database in ${dataDir}: start the clinic once (npm start), name its folder in KANHU_DATA_DIR, ` +
        'or its database in DATABASE_URL',
    );
  }
  const folder = realpathSync(dataDir);
  const clusterDir = join(clusterHome(folder, unprivilegedUser()), 'cluster');
  const port = existsSync(clusterDir) ? readyPort(clusterDir) : undefined;
  if (port === undefined) return startEmbeddedPostgres({ dataDir: folder });
  return { url: urlOf(port, databasePassword(folder, clusterDir), DATABASE), close: () => Promise.resolve() };
};
