import { and, eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Database, Transaction } from '#database/client.ts';
import { alerts } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';

/**
 * The first line of every verb on an alert. Somebody else's alert does not exist; the patient sees their own alerts but
 * what to do about them is the care team's.
 */
export const requireAlert = async (
  db: Database | Transaction,
  actor: SignedIn,
  alertId: string,
  permission: 'read' | 'treat',
): Promise<{ id: string; patientId: string }> => {
  const [alert] = await db
    .select({ id: alerts.id, patientId: alerts.patientId })
    .from(alerts)
    .where(and(eq(alerts.id, alertId), mayRead(actor, alerts.patientId)));
  if (alert === undefined) throw new AppError('not_found', 'no such alert');
  if (permission === 'treat' && actor.role !== 'clinician') {
    throw new AppError('forbidden', 'only the care team may do this');
  }
  return alert;
};
