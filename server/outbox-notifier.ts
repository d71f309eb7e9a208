import type { Sql } from 'postgres';
import { causeCode } from './errors.ts';
import type { Logger } from './log.ts';
import { OUTBOX_CHANNEL } from './outbox.ts';

const COALESCE_MS = 20;

/**
 * Tells the relay that something was committed: at most one empty `NOTIFY` in 20 ms, whatever happens in between. A lost
 * one costs a poll's interval, so a failure is only logged.
 */
export const createOutboxNotifier = (sql: Sql, log: Logger): (() => void) => {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      sql.notify(OUTBOX_CHANNEL, '').catch((error: unknown) => {
        log.warn({ code: causeCode(error) }, 'the relay could not be woken; it will poll');
      });
    }, COALESCE_MS);
  };
};
