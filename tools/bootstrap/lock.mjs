import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './report.mjs';

/**
 * Runs `work` while holding a lock file, so that two bootstraps at once take turns. A lock whose process is gone
 * (killed, or the machine restarted) is taken over.
 *
 * @template T
 * @param {string} file
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export const withLock = async (file, work) => {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${process.pid} ${startedAt(process.pid)}\n`;
  for (let tries = 0; !take(file, mine); tries += 1) {
    const holder = read(file);
    if (holder !== undefined && !(holder === '' ? isFresh(file) : isAlive(holder))) removeStale(file, holder);
    else {
      if (tries === 8)
        say(`Waiting for another bootstrap (process ${holder?.split(' ')[0] ?? 'unknown'}, ${file}) ...`);
      await sleep(250);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
};

const take = (file, content) => {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
};

const read = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** Renaming is atomic: of two that find the same stale lock only one moves it, and it checks what it moved. */
const removeStale = (file, stale) => {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved !== stale && moved !== undefined) take(file, moved);
  rmSync(aside, { force: true });
};

/** An empty lock is one whose holder is about to write its name, unless it was killed just then. */
const isFresh = (file) => {
  try {
    return Date.now() - statSync(file).mtimeMs < 5_000;
  } catch {
    return true;
  }
};

const isAlive = (holder) => {
  const [pid, started] = holder.trim().split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return startedAt(Number(pid)) === started;
};

/** Tells a process from a later one with the same number; `0` where the system has no /proc. A zombie has ended. */
const startedAt = (pid) => {
  if (process.platform !== 'linux') return '0';
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return 'gone';
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? 'gone' : String(fields[18]);
};
