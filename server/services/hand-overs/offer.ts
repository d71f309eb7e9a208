import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Alert, Severity } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import { TAKE_WITHIN_MS } from '#contracts/hand-over-times.ts';
import type { OfferHandOver } from '#contracts/hand-over.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { alertHandOvers, alerts } from '#database/schema/index.ts';
import { isOfCareTeam, type SignedIn } from '../../access.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { recordAlertChange } from '../alerts/record-change.ts';
import { requireAlert } from '../alerts/require-alert.ts';
import { takeAlert } from '../alerts/take.ts';
import { loadAlert } from '../alerts/to-alert.ts';
import { requireClinicians } from '../on-call/load-staff.ts';
import { settleOffersOf } from './settle.ts';

/**
 * "Please take this over": it stays the giver's until the colleague takes it. Where nobody has it the giver takes it first,
 * so that an alert is never nobody's because somebody handed it over.
 */
export const offerHandOver = async (
  deps: Deps,
  actor: SignedIn,
  alertId: string,
  { toUserId, reason }: OfferHandOver,
): Promise<Alert> => {
  const { patientId } = await requireAlert(deps.db, actor, alertId, 'treat');
  if (toUserId === actor.userId) {
    throw new AppError('invalid', 'the request is not valid', [{ path: 'toUserId', message: 'is yourself' }]);
  }
  return inTransaction(deps, async (tx) => {
    await requireClinicians(tx, [toUserId], 'toUserId');
    await takeAlert(tx, { alertId, patientId, userId: actor.userId });
    const { severity } = await lockOwn(tx, alertId, actor);
    await settleOffersOf(tx, alertId);
    const [open] = await tx
      .select({ id: alertHandOvers.id })
      .from(alertHandOvers)
      .where(and(eq(alertHandOvers.alertId, alertId), isNull(alertHandOvers.endedAt)));
    if (open !== undefined) throw new AppError('conflict', 'it is offered to somebody already: take that back first');
    const id = newId();
    const offeredAt = await databaseNow(tx);
    const answerBy = new Date(offeredAt.getTime() + TAKE_WITHIN_MS[severity]);
    const givesAccess = !(await isOfCareTeam(tx, toUserId, patientId));
    await tx.insert(alertHandOvers).values({
      ...{ id, alertId, patientId, fromUserId: actor.userId, toUserId, reason, offeredAt, answerBy, givesAccess },
      // As it stands in the alert, to the microsecond: by that the offer is known to be of this taking.
      takenAt: sql`(select acknowledged_at from alerts where id = ${alertId})`,
    });
    // It stands in the outbox before the offer itself: the open page hears of the patient from now on.
    if (givesAccess) await announce(tx, { type: 'access:started', occurredAt: offeredAt, userId: toUserId, patientId });
    await recordAlertChange(tx, {
      ...{ alertId, patientId, handOverId: id, type: 'hand-over-offered', reason, at: offeredAt },
      actor: { type: 'user', id: actor.userId },
      detail: { handOverId: id, fromUserId: actor.userId, toUserId, answerBy: answerBy.toISOString(), givesAccess },
    });
    return loadAlert(tx, alertId);
  });
};

/** Only whoever has it hands it over. */
const lockOwn = async (tx: Transaction, alertId: string, actor: SignedIn): Promise<{ severity: Severity }> => {
  const [alert] = await tx
    .select({ severity: alerts.severity, state: alerts.state, acknowledgedBy: alerts.acknowledgedBy })
    .from(alerts)
    .where(eq(alerts.id, alertId))
    .for('update');
  if (alert?.state === 'acknowledged' && alert.acknowledgedBy === actor.userId) return alert;
  throw new AppError('conflict', 'a colleague has the alert, or it is closed');
};
