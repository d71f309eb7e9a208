import type { Consultation } from '#contracts/consultation.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { closeCall } from './close-call.ts';
import { findForChange, readConsultation, requireOwnVisit } from './find-consultation.ts';

/** The clinician ends the visit for everybody. A patient who hangs up leaves; the visit waits for them a while. */
export const endConsultation = async (
  deps: Deps,
  actor: SignedIn,
  id: string,
  reason = 'completed',
): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, id);
    requireOwnVisit(actor, consultation);
    await closeCall(tx, consultation, { to: 'ended', actor: { type: 'user', id: actor.userId }, reason }, deps.now());
  });
  return readConsultation(deps.db, actor, id);
};
