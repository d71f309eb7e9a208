import type { Transaction } from '#database/client.ts';
import type { Deps } from './deps.ts';

/** Runs a change and everything written with it (event, announcement, audit), then wakes the relay. */
export const inTransaction = async <T>(
  deps: Pick<Deps, 'db' | 'wakeRelay'>,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  const result = await deps.db.transaction(run);
  deps.wakeRelay();
  return result;
};
