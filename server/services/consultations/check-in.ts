import type { Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import { EARLIEST_CHECK_IN_MS } from '#contracts/waiting-room-times.ts';
import type { SignedIn } from '../../access.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange, readConsultation, requireItsPatient } from './find-consultation.ts';
import { transition } from './transition.ts';

/** The patient is in the waiting room of a booked visit. Nobody is announced there for days. */
export const checkIn = async (deps: Deps, actor: SignedIn, id: string): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, id);
    requireItsPatient(actor, consultation);
    const now = await databaseNow(tx);
    if (consultation.state === 'booked' && consultation.startsAt.getTime() - now.getTime() > EARLIEST_CHECK_IN_MS) {
      throw new AppError('conflict', `check in at most ${EARLIEST_CHECK_IN_MS / 3_600_000} hours before the visit`);
    }
    const change = { to: 'checked_in', actor: { type: 'user', id: actor.userId }, set: { checkedInAt: now } } as const;
    await transition(tx, id, change, now);
  });
  return readConsultation(deps.db, actor, id);
};
