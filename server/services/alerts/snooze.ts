import { and, eq, inArray, isNull } from 'drizzle-orm';
import { OPEN_ALERT_STATES, type Alert, type SnoozeAlert } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import { newId } from '#database/ids.ts';
import { alerts, alertSnoozes } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { lookAtOnce } from '../escalations/look-at-once.ts';
import { recordAlertChange } from './record-change.ts';
import { requireAlert } from './require-alert.ts';
import { loadAlert } from './to-alert.ts';

const LONGEST_MS = 24 * 3_600_000;

/**
 * "Not again to me until then": one person's, for this patient and rule; the alert stays as open as it was, and whoever
 * else is told of it is told. Where all of those who were called have snoozed it, the next are called at once.
 */
export const snoozeAlert = async (
  deps: Deps,
  actor: SignedIn,
  alertId: string,
  { until, reason }: SnoozeAlert,
): Promise<Alert> => {
  const { patientId } = await requireAlert(deps.db, actor, alertId, 'treat');
  const end = new Date(until);
  return inTransaction(deps, async (tx) => {
    const [open] = await tx
      .select({ severity: alerts.severity, ruleId: alerts.ruleId })
      .from(alerts)
      .where(and(eq(alerts.id, alertId), inArray(alerts.state, [...OPEN_ALERT_STATES])))
      .for('update');
    const at = await databaseNow(tx);
    if (end <= at || end.getTime() - at.getTime() > LONGEST_MS) {
      throw new AppError('invalid', 'the request is not valid', [
        { path: 'until', message: 'must lie within the next 24 hours' },
      ]);
    }
    if (open === undefined) throw new AppError('conflict', 'alert is already closed');
    if (open.severity === 'critical') throw new AppError('conflict', 'a critical alert cannot be snoozed');
    const ofThisRule = tx
      .select({ id: alerts.id })
      .from(alerts)
      .where(and(eq(alerts.patientId, patientId), eq(alerts.ruleId, open.ruleId)));
    await tx
      .update(alertSnoozes)
      .set({ endedAt: at })
      .where(
        and(
          inArray(alertSnoozes.alertId, ofThisRule),
          eq(alertSnoozes.userId, actor.userId),
          isNull(alertSnoozes.endedAt),
        ),
      );
    await tx.insert(alertSnoozes).values({
      id: newId(),
      alertId,
      userId: actor.userId,
      severity: open.severity,
      until: end,
      reason,
      createdAt: at,
    });
    await lookAtOnce(tx, alertId);
    await recordAlertChange(tx, {
      alertId,
      patientId,
      type: 'snoozed',
      actor: { type: 'user', id: actor.userId },
      at,
      reason,
      detail: { until: end.toISOString() },
    });
    return loadAlert(tx, alertId);
  });
};
