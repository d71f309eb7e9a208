import { eq } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import { alerts } from '#database/schema/index.ts';
import { databaseNow } from '../../database-now.ts';
import { recordAlertChange } from '../alerts/record-change.ts';
import type { Taking } from '../alerts/take.ts';
import { endOffer } from './end-offer.ts';

/**
 * Takes an alert that a colleague offers to this person; false where none does. When it comes back, if it goes on, stays as
 * it is: who hands a critical alert on gains no time for it.
 */
export const takeOffered = async (tx: Transaction, { alertId, patientId, userId }: Taking): Promise<boolean> => {
  const offer = await endOffer(tx, alertId, 'taken', { toUserId: userId });
  if (offer === undefined) return false;
  const at = await databaseNow(tx);
  await tx.update(alerts).set({ acknowledgedAt: at, acknowledgedBy: userId }).where(eq(alerts.id, alertId));
  const { id: handOverId, fromUserId, toUserId } = offer;
  await recordAlertChange(tx, {
    ...{ alertId, patientId, handOverId, type: 'handed-over', actor: { type: 'user', id: userId }, at },
    detail: { handOverId, fromUserId, toUserId },
  });
  return true;
};
