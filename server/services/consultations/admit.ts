import type { Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { openRoom } from '../media/rooms.ts';
import { findForChange, readConsultation, requireOwnVisit } from './find-consultation.ts';
import { transition } from './transition.ts';

/** The clinician lets the waiting patient in. A patient who is being called lets themselves in by answering. */
export const admit = async (deps: Deps, actor: SignedIn, id: string): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, id);
    requireOwnVisit(actor, consultation);
    if (consultation.state === 'ringing') throw new AppError('conflict', 'the patient has not answered yet');
    await transition(tx, id, { to: 'admitted', actor: { type: 'user', id: actor.userId } }, deps.now());
    await openRoom(tx, id, deps.now());
  });
  return readConsultation(deps.db, actor, id);
};
