import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Alert } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import { alertSnoozes } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { recordAlertChange } from './record-change.ts';
import { requireAlert } from './require-alert.ts';
import { ACTIVE_SNOOZES } from './snoozed.ts';
import { loadAlert } from './to-alert.ts';

/** "Tell me again": ends one's own snooze that holds for this alert, early; nobody ends somebody else's. */
export const endSnooze = async (deps: Deps, actor: SignedIn, alertId: string): Promise<Alert> => {
  const { patientId } = await requireAlert(deps.db, actor, alertId, 'treat');
  return inTransaction(deps, async (tx) => {
    const at = await databaseNow(tx);
    const ended = await tx
      .update(alertSnoozes)
      .set({ endedAt: at })
      .where(
        and(
          inArray(
            alertSnoozes.id,
            sql`(select held.id from alerts cross join lateral (select snooze.id from ${ACTIVE_SNOOZES}) held
              where alerts.id = ${alertId})`,
          ),
          eq(alertSnoozes.userId, actor.userId),
          isNull(alertSnoozes.endedAt),
        ),
      )
      .returning({ id: alertSnoozes.id });
    if (ended.length === 0) throw new AppError('conflict', 'you have not snoozed it');
    await recordAlertChange(tx, {
      ...{ alertId, patientId, type: 'snooze-ended', actor: { type: 'user', id: actor.userId }, at },
    });
    return loadAlert(tx, alertId);
  });
};
