import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Alert, EscalateAlert } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import { alerts } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { callNext } from '../escalations/call-next.ts';
import { settleOffersOf } from '../hand-overs/settle.ts';
import { requireAlert } from './require-alert.ts';
import { loadAlert } from './to-alert.ts';

/** Asks the next ones: the alert is nobody's again, and it pages whatever its rule said. */
export const escalateAlert = async (
  deps: Deps,
  actor: SignedIn,
  alertId: string,
  { reason }: EscalateAlert,
): Promise<Alert> => {
  await requireAlert(deps.db, actor, alertId, 'treat');
  return inTransaction(deps, async (tx) => {
    const [changed] = await tx
      .update(alerts)
      .set({
        state: 'escalated',
        acknowledgedAt: null,
        acknowledgedBy: null,
        paged: true,
        pagedAt: sql`coalesce(${alerts.pagedAt}, date_trunc('milliseconds', now()))`,
        pageDueAt: null,
      })
      .where(and(eq(alerts.id, alertId), inArray(alerts.state, ['raised', 'acknowledged'])))
      .returning({ id: alerts.id });
    if (changed === undefined) throw new AppError('conflict', 'alert is already escalated or closed');
    await callNext(tx, alertId, { actor: { type: 'user', id: actor.userId }, reason });
    await settleOffersOf(tx, alertId);
    return loadAlert(tx, alertId);
  });
};
