import type { Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import { OPEN_GUEST_STATES, type GuestState } from '#contracts/guest-states.ts';
import type { SignedIn } from '../../access.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange, readConsultation } from '../consultations/find-consultation.ts';
import { findGuestForChange } from './find-guest.ts';
import { putOut } from './put-out.ts';
import { recordGuestChange } from './record-change.ts';

/**
 * Takes an invitation back, or puts a guest out: for everybody who may treat the patient, and for the patient, in whose
 * visit nobody has to be whom they do not want there.
 */
export const removeGuest = async (
  deps: Deps,
  actor: SignedIn,
  consultationId: string,
  guestId: string,
): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    const { patientId } = await findForChange(tx, actor, consultationId);
    const guest = await findGuestForChange(tx, { consultationId, guestId });
    const isOpen = (OPEN_GUEST_STATES as readonly GuestState[]).includes(guest.state);
    if (!isOpen) throw new AppError('conflict', 'this guest is gone already');
    const what = guest.state === 'invited' ? 'revoked' : 'removed';
    const at = await databaseNow(tx);
    await putOut(tx, guest, what, at);
    await recordGuestChange(tx, { guest, patientId, what, actor: { type: 'user', id: actor.userId }, at });
  });
  return readConsultation(deps.db, actor, consultationId);
};
