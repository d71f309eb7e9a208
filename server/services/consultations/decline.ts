import type { Consultation } from '#contracts/consultation.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { closeCall } from './close-call.ts';
import { findForChange, readConsultation, requireItsPatient } from './find-consultation.ts';

/** The patient does not take the call. */
export const decline = async (deps: Deps, actor: SignedIn, id: string): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, id);
    requireItsPatient(actor, consultation);
    const by = { type: 'user', id: actor.userId } as const;
    await closeCall(tx, consultation, { to: 'declined', actor: by, reason: 'declined' }, deps.now());
  });
  return readConsultation(deps.db, actor, id);
};
