import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from 'postgres';
import type { Logger } from './log.ts';

const RETRY_MS = 500;
const SAY_AGAIN_EVERY_MS = 30_000;
const UNDEFINED_TABLE = '42P01';

export type ClinicClock = 'wall' | 'event';

/** Waits until the database answers and has its tables, and says what it waits for; null when told to stop before. */
export const waitForClinicClock = async (sql: Sql, log: Logger, signal: AbortSignal): Promise<ClinicClock | null> => {
  let saidAt = 0;
  while (!signal.aborted) {
    try {
      const [clinic] = await sql<{ clock: ClinicClock }[]>`select clock from clinics`;
      return clinic?.clock ?? 'wall';
    } catch (error) {
      const { code } = error as { code?: string };
      if (Date.now() - saidAt >= SAY_AGAIN_EVERY_MS) {
        saidAt = Date.now();
        log.warn({ code }, code === UNDEFINED_TABLE ? 'waiting for the database schema' : 'waiting for the database');
      }
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
  return null;
};
