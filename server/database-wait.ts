import { setTimeout as sleep } from 'node:timers/promises';
import { migrateDatabase } from '#database/migrate.ts';
import { causeCode, isConnectionLost } from './errors.ts';
import type { Logger } from './log.ts';

const RETRY_MS = 500;
const SAY_AGAIN_EVERY_MS = 30_000;

/** Waits for the database, saying what it waits for, and brings it to the newest schema; false when told to stop before. */
export const waitForDatabase = async (databaseUrl: string, log: Logger, signal: AbortSignal): Promise<boolean> => {
  let saidAt = 0;
  while (!signal.aborted) {
    try {
      await migrateDatabase(databaseUrl);
      return true;
    } catch (error) {
      // Anything but an absent database (a wrong password, a migration that fails) does not mend itself.
      if (!isConnectionLost(error)) throw error;
      if (Date.now() - saidAt >= SAY_AGAIN_EVERY_MS) {
        saidAt = Date.now();
        log.warn({ code: causeCode(error) }, 'waiting for the database');
      }
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
};
