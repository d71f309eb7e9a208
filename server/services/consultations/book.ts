import type { Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import { newId } from '#database/ids.ts';
import { consultations } from '#database/schema/index.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { inviteBoth, requireAccountOf, requireAlertOf } from './create.ts';
import { readConsultation } from './find-consultation.ts';
import { recordChange } from './transition.ts';

export type Booking = { patientId: string; startsAt: string; alertId?: string | undefined };

/** Books a visit for later with a patient in this clinician's care. */
export const bookConsultation = async (deps: Deps, actor: SignedIn, booking: Booking): Promise<Consultation> => {
  const now = deps.now();
  const startsAt = new Date(booking.startsAt);
  const id = newId();
  await inTransaction(deps, async (tx) => {
    await requirePatient(tx, actor, booking.patientId, 'treat');
    if (startsAt.getTime() <= now.getTime()) throw new AppError('invalid', 'a visit is booked for a time to come');
    await requireAlertOf(tx, booking.patientId, booking.alertId);
    const patientUserId = await requireAccountOf(tx, booking.patientId);
    const [row] = await tx
      .insert(consultations)
      .values({
        id,
        patientId: booking.patientId,
        clinicianId: actor.userId,
        alertId: booking.alertId ?? null,
        state: 'booked',
        startsAt,
        createdAt: now,
      })
      .returning();
    if (row === undefined) throw new Error('an inserted row was not returned');
    await inviteBoth(tx, id, actor, patientUserId);
    await recordChange(tx, row, { type: 'user', id: actor.userId }, now);
  });
  return readConsultation(deps.db, actor, id);
};
