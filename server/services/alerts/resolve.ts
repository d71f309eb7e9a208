import { and, eq, inArray, sql } from 'drizzle-orm';
import { OPEN_ALERT_STATES, type Actor, type Alert, type Outcome, type ResolveAlert } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { alerts } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { settleOffersOf } from '../hand-overs/settle.ts';
import { recordAlertChange } from './record-change.ts';
import { requireAlert } from './require-alert.ts';
import { loadAlert } from './to-alert.ts';

export type Resolution = {
  alertId: string;
  patientId: string;
  userId: string;
  at: Date;
  outcome: Outcome;
  reason?: string | undefined;
};

/** Closes an open alert within a larger change, such as signing the note of its visit; false where it was closed before. */
export const resolveOpenAlert = async (tx: Transaction, resolution: Resolution): Promise<boolean> => {
  const { alertId, patientId, userId, at, outcome, reason } = resolution;
  const [changed] = await tx
    .update(alerts)
    .set({ state: 'resolved', resolvedAt: at, resolvedBy: userId, closedAt: sql`now()`, outcome, pageDueAt: null })
    .where(and(eq(alerts.id, alertId), inArray(alerts.state, [...OPEN_ALERT_STATES])))
    .returning({ id: alerts.id });
  if (changed === undefined) return false;
  const actor: Actor = { type: 'user', id: userId };
  await recordAlertChange(tx, { alertId, patientId, type: 'resolved', actor, at, reason, detail: { outcome } });
  await settleOffersOf(tx, alertId);
  return true;
};

/** "It is dealt with, and this is what came of it." */
export const resolveAlert = async (
  deps: Deps,
  actor: SignedIn,
  alertId: string,
  { outcome, comment }: ResolveAlert,
): Promise<Alert> => {
  const { patientId } = await requireAlert(deps.db, actor, alertId, 'treat');
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    const isResolved = await resolveOpenAlert(tx, {
      alertId,
      patientId,
      userId: actor.userId,
      at,
      outcome,
      reason: comment,
    });
    if (!isResolved) throw new AppError('conflict', 'alert is already closed');
    return loadAlert(tx, alertId);
  });
};
