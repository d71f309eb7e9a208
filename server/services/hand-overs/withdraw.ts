import type { Alert } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import type { SignedIn } from '../../access.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { recordAlertChange } from '../alerts/record-change.ts';
import { requireAlert } from '../alerts/require-alert.ts';
import { loadAlert } from '../alerts/to-alert.ts';
import { announceAccessEnded, endOffer } from './end-offer.ts';

/** "I keep it after all": only the giver takes an offer back. */
export const withdrawHandOver = async (deps: Deps, actor: SignedIn, alertId: string): Promise<Alert> => {
  const { patientId } = await requireAlert(deps.db, actor, alertId, 'treat');
  return inTransaction(deps, async (tx) => {
    const offer = await endOffer(tx, alertId, 'withdrawn', { fromUserId: actor.userId });
    if (offer === undefined) throw new AppError('conflict', 'you offer it to nobody');
    const at = await databaseNow(tx);
    const { id: handOverId, fromUserId, toUserId } = offer;
    await recordAlertChange(tx, {
      ...{ alertId, patientId, handOverId, type: 'hand-over-withdrawn', at },
      actor: { type: 'user', id: actor.userId },
      detail: { handOverId, fromUserId, toUserId },
    });
    await announceAccessEnded(tx, offer, at);
    return loadAlert(tx, alertId);
  });
};
