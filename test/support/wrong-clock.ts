import { existsSync, globSync, writeFileSync } from 'node:fs';

/** Debian's `faketime`, by architecture. */
const LIBRARY = globSync('/usr/lib/*/faketime/libfaketime.so.1').find((path) => existsSync(path));

/**
 * The environment of a process whose clock is wrong by so many seconds, from its start on. Its timers run as ever: they
 * go by the monotonic clock, which nobody sets.
 */
export const clockOff = (seconds: number): Record<string, string> => ({
  ...preload(),
  FAKETIME: offset(seconds),
});

/** The same, where the clock is set again while the process runs, by `setClock` on the same file. */
export const clockFrom = (file: string): Record<string, string> => ({
  ...preload(),
  FAKETIME_TIMESTAMP_FILE: file,
  FAKETIME_NO_CACHE: '1',
});

export const setClock = (file: string, offBySeconds: number): void => {
  writeFileSync(file, `${offset(offBySeconds)}\n`);
};

const preload = (): Record<string, string> => {
  if (LIBRARY === undefined) throw new Error('libfaketime is not here: node tools/bootstrap.mjs test installs it');
  return { LD_PRELOAD: LIBRARY, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
};

const offset = (seconds: number): string => `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}s`;
