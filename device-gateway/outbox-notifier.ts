import type { Sql } from 'postgres';

/** The relay listens on it. */
export const OUTBOX_CHANNEL = 'kanhu_outbox';

/** NOTIFY takes a lock over the whole database at its commit: not more often than this. */
const COALESCE_MS = 20;

export type OutboxNotifier = {
  /** Something was raised and committed. */
  wake(): void;
  close(): void;
};

/**
 * Wakes the relay by an empty NOTIFY in a statement of its own, never inside an ingest transaction. A lost one costs a
 * quarter of a second: the relay polls as well.
 */
export const createOutboxNotifier = (sql: Sql): OutboxNotifier => {
  let timer: NodeJS.Timeout | null = null;
  let lastAt = 0;

  const notify = (): void => {
    timer = null;
    lastAt = Date.now();
    sql.unsafe(`notify ${OUTBOX_CHANNEL}`).catch(() => undefined);
  };

  return {
    wake() {
      if (timer) return;
      const waitMs = lastAt + COALESCE_MS - Date.now();
      if (waitMs > 0) timer = setTimeout(notify, waitMs);
      else notify();
    },
    close() {
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
};
