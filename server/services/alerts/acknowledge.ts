import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Alert } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import { alerts } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { RETURNS_AT } from './return-taken.ts';
import { recordAlertChange } from './record-change.ts';
import { requireAlert } from './require-alert.ts';
import { loadAlert } from './to-alert.ts';

/** "I have it": exactly one clinician can say so. */
export const acknowledgeAlert = async (deps: Deps, actor: SignedIn, alertId: string): Promise<Alert> => {
  const { patientId } = await requireAlert(deps.db, actor, alertId, 'treat');
  return inTransaction(deps, async (tx) => {
    const [changed] = await tx
      .update(alerts)
      .set({
        ...{ state: 'acknowledged', acknowledgedBy: actor.userId, returnsAt: RETURNS_AT },
        // Ours may be wrong, and the record of an alert is kept by several servers.
        acknowledgedAt: sql`date_trunc('milliseconds', clock_timestamp())`,
      })
      .where(and(eq(alerts.id, alertId), inArray(alerts.state, ['raised', 'escalated'])))
      .returning({ at: alerts.acknowledgedAt });
    if (changed?.at == null) throw new AppError('conflict', 'alert is already acknowledged or resolved');
    await recordAlertChange(tx, {
      alertId,
      patientId,
      type: 'acknowledged',
      actor: { type: 'user', id: actor.userId },
      at: changed.at,
    });
    return loadAlert(tx, alertId);
  });
};
