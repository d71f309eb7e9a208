import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
    const [pid, birth] = holder.split(' ');
    if (!isStale(holder)) {
      throw new EmbeddedPostgresError(
        `the database in ${folder} is in use by process ${pid ?? ''}: another Kanhu runs on the same data. ` +
          `Stop that one first (kill ${pid ?? ''}), or give this one a folder of its own with KANHU_DATA_DIR.`,
      );
    }
    setAside(file, `${pid ?? ''} ${birth ?? ''}`);
  }
  return () => {
    if (read(file) === mine) rmSync(file, { force: true });
  };
};

const isStale = (holder: string): boolean => {
  const [pid, birth] = holder.split(' ');
  return processBirth(Number(pid)) !== birth;
};

const take = (file: string, content: string): boolean => {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
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
