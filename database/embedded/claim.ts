import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { processBirth } from './process-birth.ts';

/**
 * Claims a database folder for this process and returns the release. A claim whose process has ended is taken over;
 * a live one is another Kanhu, and its database must not be stopped under its feet.
 */
export const claimFolder = (folder: string): (() => void) => {
  const file = join(folder, 'owner');
  const mine = `${process.pid} ${processBirth(process.pid) ?? ''}`;
  while (!take(file, mine)) {
    const holder = read(file);
    if (holder === undefined) continue;
    if (!isStale(holder)) {
      const pid = holder.split(' ')[0] ?? '';
      throw new EmbeddedPostgresError(
        `the database in ${folder} is in use by process ${pid}: another Kanhu runs on the same data. ` +
          `Stop that one first (kill ${pid}), or give this one a folder of its own with KANHU_DATA_DIR.`,
      );
    }
    setAside(file, holder);
  }
  return () => {
    if (read(file) === mine) rmSync(file, { force: true });
  };
};

const isStale = (holder: string): boolean => {
  const [pid, birth] = holder.split(' ');
  return processBirth(Number(pid)) !== birth;
};

/** The file appears with its content in it: a kill in between must not leave a claim that names nobody. */
const take = (file: string, content: string): boolean => {
  const written = `${file}.new-${process.pid}`;
  writeFileSync(written, content);
  try {
    linkSync(written, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(written, { force: true });
  }
};

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** Moving is atomic: of two starts that find one stale claim a single one moves it, and puts back what was not stale. */
const setAside = (file: string, stale: string): void => {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved !== undefined && moved !== stale) take(file, moved);
  rmSync(aside, { force: true });
};
