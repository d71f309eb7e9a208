import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until `look` gives something other than false, null or undefined; says what it waited for when it does not. So long
 * that a process of ours starts in it on a machine that does much else.
 */
export const eventually = async <T>(
  what: string,
  look: () => T | Promise<T>,
  timeoutMs = 20_000,
): Promise<NonNullable<Exclude<T, false>>> => {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== false && found !== null && found !== undefined) return found as NonNullable<Exclude<T, false>>;
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms for: ${what}`);
    await sleep(10);
  }
};
