import { and, eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { alerts, consultationParticipants, patients } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';

/** The alert a visit comes from must be one of the same patient; any other does not exist for this visit. */
export const requireAlertOf = async (
  tx: Transaction,
  patientId: string,
  alertId: string | undefined,
): Promise<void> => {
  if (alertId === undefined) return;
  const [alert] = await tx
    .select({ id: alerts.id })
    .from(alerts)
    .where(and(eq(alerts.id, alertId), eq(alerts.patientId, patientId)));
  if (alert === undefined) throw new AppError('not_found', 'no such alert of this patient');
};

/** The account by which the patient can take a call. */
export const requireAccountOf = async (tx: Transaction, patientId: string): Promise<string> => {
  const [patient] = await tx.select({ userId: patients.userId }).from(patients).where(eq(patients.id, patientId));
  if (!patient?.userId)
    throw new AppError('conflict', 'this patient has no account to take a call with: phone instead');
  return patient.userId;
};

/** Both sides are invited at once; the peer id is how the media node will know each of them. */
export const inviteBoth = async (
  tx: Transaction,
  consultationId: string,
  clinician: SignedIn,
  patientUserId: string,
): Promise<void> => {
  await tx.insert(consultationParticipants).values([
    { consultationId, userId: clinician.userId, role: 'clinician', peerId: newId() },
    { consultationId, userId: patientUserId, role: 'patient', peerId: newId() },
  ]);
};
