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
  outcome: Outcome;
  reason?: string | undefined;
};

/** Closes an open alert within a larger change, such as signing the note of its visit; false where it was closed before. */
export const resolveOpenAlert = async (tx: Transaction, resolution: Resolution): Promise<boolean> => {
  const { alertId, patientId, userId, outcome, reason } = resolution;
  const [changed] = await tx
    .update(alerts)
    .set({
      ...{ state: 'resolved', resolvedBy: userId, outcome, pageDueAt: null },
      ...{ resolvedAt: sql`date_trunc('milliseconds', clock_timestamp())`, closedAt: sql`now()` },
    })
    .where(and(eq(alerts.id, alertId), inArray(alerts.state, [...OPEN_ALERT_STATES])))
    .returning({ at: alerts.resolvedAt });
  if (changed?.at == null) return false;
  const actor: Actor = { type: 'user', id: userId };
  const { at } = changed;
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
  return inTransaction(deps, async (tx) => {
    const isResolved = await resolveOpenAlert(tx, {
      alertId,
      patientId,
      userId: actor.userId,
      outcome,
      reason: comment,
    });
    if (!isResolved) throw new AppError('conflict', 'alert is already closed');
    return loadAlert(tx, alertId);
  });
};
