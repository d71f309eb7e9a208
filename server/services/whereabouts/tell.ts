import type { z } from 'zod';
import { CONSULTATION_TRANSITIONS } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import type { TellWhereabouts, Whereabouts } from '#contracts/whereabouts.ts';
import { visitWhereabouts } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange } from '../consultations/find-consultation.ts';
import { readWhereabouts } from './read.ts';

/** The patient says where they are, or a clinician writes down what they were told; said again, the later one counts. */
export const tellWhereabouts = async (
  deps: Deps,
  actor: SignedIn,
  id: string,
  { address }: z.infer<typeof TellWhereabouts>,
): Promise<Whereabouts | null> => {
  await inTransaction(deps, async (tx) => {
    const { patientId, state } = await findForChange(tx, actor, id);
    if (CONSULTATION_TRANSITIONS[state].length === 0)
      throw new AppError('conflict', 'the visit is over: nobody is sent there any more');
    const at = await databaseNow(tx);
    const told = { address, toldAt: at, toldBy: actor.userId };
    await tx
      .insert(visitWhereabouts)
      .values({ consultationId: id, ...told })
      .onConflictDoUpdate({ target: visitWhereabouts.consultationId, set: told });
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'consultation:whereabouts-told',
      patientId,
      subjectType: 'consultation',
      subjectId: id,
    });
  });
  return readWhereabouts(deps.db, actor, id);
};
