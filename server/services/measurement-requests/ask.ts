import { and, eq, inArray } from 'drizzle-orm';
import { OPEN_ALERT_STATES } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import { ASK_AGAIN_AFTER_MS, MEASUREMENT_ASKED_FOR_MS } from '#contracts/measurement-request-times.ts';
import type { AskMeasurement, MeasurementRequests } from '#contracts/measurement-request.ts';
import { newId } from '#database/ids.ts';
import { alerts, measurementRequests } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { recordAlertChange } from '../alerts/record-change.ts';
import { requireAlert } from '../alerts/require-alert.ts';
import { loadMeasurementRequests } from './load.ts';
import { readMeasurementRequests } from './read.ts';

/** Asks the patient to measure now: on their pages, and by whatever else tells them of their alerts. */
export const askMeasurement = async (
  deps: Deps,
  actor: SignedIn,
  alertId: string,
  { kind }: AskMeasurement,
): Promise<MeasurementRequests> => {
  const { patientId } = await requireAlert(deps.db, actor, alertId, 'treat');
  const at = deps.now();
  await inTransaction(deps, async (tx) => {
    // Two who ask at once take turns here.
    const [open] = await tx
      .select({ id: alerts.id })
      .from(alerts)
      .where(and(eq(alerts.id, alertId), inArray(alerts.state, [...OPEN_ALERT_STATES])))
      .for('update');
    if (open === undefined) throw new AppError('conflict', 'alert is already closed');
    const lately = await loadMeasurementRequests(tx, patientId, new Date(at.getTime() - ASK_AGAIN_AFTER_MS));
    if (lately.some((asked) => asked.kind === kind && asked.alertId === alertId && asked.answer === null)) {
      throw new AppError('conflict', 'the patient was asked for this a moment ago');
    }
    await tx.insert(measurementRequests).values({
      ...{ id: newId(), patientId, alertId, kind, askedBy: actor.userId, askedAt: at },
      until: new Date(at.getTime() + MEASUREMENT_ASKED_FOR_MS),
    });
    await recordAlertChange(tx, {
      ...{ alertId, patientId, type: 'measurement-asked', actor: { type: 'user', id: actor.userId }, at },
      detail: { kind },
    });
  });
  return readMeasurementRequests(deps, actor, patientId);
};
