import { eq } from 'drizzle-orm';
import type { Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import type { GuestState } from '#contracts/guest-states.ts';
import { visitGuests } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange, readConsultation, requireOwnVisit } from '../consultations/find-consultation.ts';
import { findGuestForChange } from './find-guest.ts';
import { requireLive } from './require-live.ts';
import { recordGuestChange } from './record-change.ts';

/** The clinician whose visit it is lets one waiting guest in; nobody comes in with somebody else. */
export const admitGuest = async (
  deps: Deps,
  actor: SignedIn,
  consultationId: string,
  guestId: string,
): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, consultationId);
    requireOwnVisit(actor, consultation);
    const guest = await findGuestForChange(tx, { consultationId, guestId });
    requireLive(consultation, 'let the patient in first');
    if (guest.state !== 'waiting') throw new AppError('conflict', REFUSALS[guest.state]);
    const at = await databaseNow(tx);
    await tx
      .update(visitGuests)
      .set({ state: 'admitted', admittedAt: at, admittedBy: actor.userId })
      .where(eq(visitGuests.id, guestId));
    const by = { type: 'user', id: actor.userId } as const;
    await recordGuestChange(tx, { guest, patientId: consultation.patientId, what: 'admitted', actor: by, at });
  });
  return readConsultation(deps.db, actor, consultationId);
};

const REFUSALS = {
  invited: 'this guest has not opened the link yet',
  admitted: 'this guest was let in already',
  left: 'this guest has left',
  removed: 'this guest was removed',
  revoked: 'this guest’s link was withdrawn',
  over: 'this visit is over',
} as const satisfies Record<Exclude<GuestState, 'waiting'>, string>;
