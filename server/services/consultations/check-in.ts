import type { Consultation } from '#contracts/consultation.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange, readConsultation, requireItsPatient } from './find-consultation.ts';
import { transition } from './transition.ts';

/** The patient is in the waiting room of a booked visit. */
export const checkIn = async (deps: Deps, actor: SignedIn, id: string): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    requireItsPatient(actor, await findForChange(tx, actor, id));
    await transition(tx, id, { to: 'checked_in', actor: { type: 'user', id: actor.userId } }, deps.now());
  });
  return readConsultation(deps.db, actor, id);
};
