import type { Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { closeCall } from './close-call.ts';
import { findForChange, readConsultation } from './find-consultation.ts';

/**
 * Takes a visit back before it began: any clinician of the care team, or the patient theirs. A patient who is being
 * called declines instead: the caller must see the difference.
 */
export const cancelConsultation = async (deps: Deps, actor: SignedIn, id: string): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, id);
    const isPatient = actor.role === 'patient';
    if (isPatient && consultation.state === 'ringing') throw new AppError('conflict', 'decline the call instead');
    const reason = isPatient ? 'cancelled-by-patient' : 'cancelled-by-clinician';
    const by = { type: 'user', id: actor.userId } as const;
    await closeCall(tx, consultation, { to: 'cancelled', actor: by, reason }, deps.now());
  });
  return readConsultation(deps.db, actor, id);
};
