import { AppError } from '#contracts/errors.ts';
import type { AddRelative, Relative } from '#contracts/relative.ts';
import { newId } from '#database/ids.ts';
import { patients, relatives } from '#database/schema/index.ts';
import { eq } from 'drizzle-orm';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { loadRelatives, requirePatientInPerson } from './to-relative.ts';

const MOST_RELATIVES = 5;

/** Somebody who is to be told. Nothing is sent to them before an address of theirs was added, and the code from there entered. */
export const addRelative = async (deps: Deps, actor: SignedIn, { name, relation }: AddRelative): Promise<Relative> => {
  const patientId = requirePatientInPerson(actor);
  const id = newId();
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    // Two who add at once take turns here.
    await tx.select({ id: patients.id }).from(patients).where(eq(patients.id, patientId)).for('no key update');
    if ((await loadRelatives(tx, actor)).length >= MOST_RELATIVES) {
      throw new AppError('conflict', `at most ${MOST_RELATIVES} at once: remove one first`);
    }
    await tx.insert(relatives).values({ id, patientId, name, relation, addedBy: actor.userId, addedAt: at });
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'relative:added',
      patientId,
      subjectType: 'relative',
      subjectId: id,
      detail: { relation },
    });
    return { id, name, relation, addedAt: at.toISOString() };
  });
};
