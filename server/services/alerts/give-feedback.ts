import type { Alert, AlertFeedback } from '#contracts/alert.ts';
import { newId } from '#database/ids.ts';
import { alertFeedback } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { recordAlertChange } from './record-change.ts';
import { requireAlert } from './require-alert.ts';
import { loadAlert } from './to-alert.ts';

/** Was this alert useful? The last word of each person counts, also after the alert is closed. */
export const giveFeedback = async (
  deps: Deps,
  actor: SignedIn,
  alertId: string,
  { useful, comment }: AlertFeedback,
): Promise<Alert> => {
  const { patientId } = await requireAlert(deps.db, actor, alertId, 'treat');
  return inTransaction(deps, async (tx) => {
    const at = await databaseNow(tx);
    const answer = { isUseful: useful, comment: comment ?? null, givenAt: at };
    await tx
      .insert(alertFeedback)
      .values({ id: newId(), alertId, userId: actor.userId, ...answer })
      .onConflictDoUpdate({ target: [alertFeedback.alertId, alertFeedback.userId], set: answer });
    await recordAlertChange(tx, {
      alertId,
      patientId,
      type: 'feedback',
      actor: { type: 'user', id: actor.userId },
      at,
      detail: { useful },
    });
    return loadAlert(tx, alertId);
  });
};
