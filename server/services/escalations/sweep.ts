import type { Deps } from '../../deps.ts';
import { advanceAlerts } from './call-next.ts';
import { lockDueAlerts } from './waiting-alerts.ts';

/** Most alerts in one transaction; what is left over follows at once. */
const AT_ONCE = 100;

/**
 * Calls whoever is to be called about alerts that nobody has answered, tells them again, and says when nobody of all has
 * answered. Any number of servers may sweep at once. How many alerts had something due.
 */
export const sweepEscalations = async (deps: Pick<Deps, 'db' | 'wakeRelay'>): Promise<number> => {
  let swept = 0;
  for (;;) {
    const due = await inTransactionIfDue(deps);
    swept += due;
    if (due < AT_ONCE) return swept;
  }
};

/** Wakes the relay only where there was something: a sweep that finds nothing, four times a second, stays silent. */
const inTransactionIfDue = async ({ db, wakeRelay }: Pick<Deps, 'db' | 'wakeRelay'>): Promise<number> => {
  const due = await db.transaction(async (tx) => {
    const alerts = await lockDueAlerts(tx, AT_ONCE);
    await advanceAlerts(tx, alerts);
    return alerts.length;
  });
  if (due > 0) wakeRelay();
  return due;
};
