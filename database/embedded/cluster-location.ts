import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { SHARED_FOLDER, canReach, makeEnterableFolder } from './reachable.ts';
import type { UnprivilegedUser } from './unprivileged-user.ts';

const POINTER = 'cluster-location';
const OWNER_NOTE = 'belongs-to';

/**
 * The folder that holds the cluster of `dataDir`: `dataDir` itself where the database's user can enter it, else one
 * below /var/lib/kanhu/data, remembered in `dataDir/cluster-location`. Once chosen it stays.
 */
export const clusterHome = (dataDir: string, user: UnprivilegedUser | undefined): string => {
  makeEnterableFolder(dataDir);
  const remembered = readPointer(dataDir);
  if (remembered !== undefined) return remembered;
  if (canReach(user, [dataDir])) return dataDir;
  if (existsSync(join(dataDir, 'cluster'))) {
    throw new EmbeddedPostgresError(
      `the database in ${dataDir} can no longer be reached by the system user "kanhu", as which it runs: a folder above it ` +
        `lets only its owner in. Let others pass through: ${lettingThrough(dataDir, user)}`,
    );
  }
  return makeSharedHome(dataDir);
};

/**
 * A checkout that was copied brings the pointer along, and two must not share one database: a pointer counts for the
 * folder it was written for, or after a move, when that folder is gone.
 */
const readPointer = (dataDir: string): string | undefined => {
  const home = read(join(dataDir, POINTER));
  if (home === undefined) return undefined;
  const belongsTo = read(join(home, OWNER_NOTE));
  if (belongsTo === dataDir) return home;
  if (belongsTo === undefined) {
    throw new EmbeddedPostgresError(
      `the database of ${dataDir} should be in ${home} and is not there. Bring it back from a backup, ` +
        `or begin an empty one: rm ${join(dataDir, POINTER)}`,
    );
  }
  if (read(join(belongsTo, POINTER)) === home) return undefined;
  writeFileSync(join(home, OWNER_NOTE), dataDir);
  return home;
};

/** Named after the checkout's path; a number is added where an earlier checkout at the same path left its data. */
const makeSharedHome = (dataDir: string): string => {
  const parent = join(SHARED_FOLDER, 'data');
  makeEnterableFolder(parent);
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  for (let n = 1; ; n += 1) {
    const home = join(parent, n === 1 ? name : `${name}-${n}`);
    if (existsSync(home)) continue;
    mkdirSync(home);
    chmodSync(home, 0o755);
    writeFileSync(join(home, OWNER_NOTE), dataDir);
    writeFileSync(join(dataDir, POINTER), home);
    return home;
  }
};

const lettingThrough = (dataDir: string, user: UnprivilegedUser | undefined): string => {
  const closed: string[] = [];
  for (let folder = dataDir; folder !== dirname(folder); folder = dirname(folder)) closed.unshift(folder);
  return `chmod o+x ${closed.find((folder) => !canReach(user, [folder])) ?? dataDir}`;
};

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
