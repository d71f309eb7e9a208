import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { consultations } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { openRoom } from '../media/rooms.ts';
import { findForChange, readConsultation, requireOwnVisit } from './find-consultation.ts';
import { transition } from './transition.ts';

/**
 * The clinician lets the waiting patient in, one at a time: the patient before has left the clinician's screen by then. A
 * patient who is being called lets themselves in by answering.
 */
export const admit = async (deps: Deps, actor: SignedIn, id: string): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    // Before the visit's row: two patients let in from two pages take turns.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('kanhu:admit'), hashtext(${actor.userId}))`);
    const consultation = await findForChange(tx, actor, id);
    requireOwnVisit(actor, consultation);
    if (consultation.state === 'ringing') throw new AppError('conflict', 'the patient has not answered yet');
    await requireNoOtherVisit(tx, consultation);
    await transition(tx, id, { to: 'admitted', actor: { type: 'user', id: actor.userId } }, deps.now());
    await openRoom(tx, id, deps.now());
  });
  return readConsultation(deps.db, actor, id);
};

const requireNoOtherVisit = async (
  tx: Transaction,
  { id, clinicianId }: { id: string; clinicianId: string },
): Promise<void> => {
  const [other] = await tx
    .select({ id: consultations.id })
    .from(consultations)
    .where(
      and(
        eq(consultations.clinicianId, clinicianId),
        ne(consultations.id, id),
        inArray(consultations.state, ['admitted', 'in_progress']),
      ),
    )
    .limit(1);
  if (other !== undefined) throw new AppError('conflict', 'you are in another visit: end it first');
};
