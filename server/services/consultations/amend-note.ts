import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { AmendNote, Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import { newId } from '#database/ids.ts';
import { noteAmendments, notes } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange, readConsultation, requireOwnVisit } from './find-consultation.ts';

/** Adds to a signed note what was missing or wrong in it, and why. What was signed stays as it was read. */
export const amendNote = async (
  deps: Deps,
  actor: SignedIn,
  id: string,
  { text, reason }: z.infer<typeof AmendNote>,
): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, id);
    requireOwnVisit(actor, consultation);
    const [note] = await tx.select({ signedAt: notes.signedAt }).from(notes).where(eq(notes.consultationId, id));
    if (note?.signedAt == null) throw new AppError('conflict', 'the note is not signed yet: change it instead');
    const { patientId } = consultation;
    const at = await databaseNow(tx);
    const amendmentId = newId();
    await tx
      .insert(noteAmendments)
      .values({ id: amendmentId, consultationId: id, text, reason, amendedBy: actor.userId, amendedAt: at });
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'consultation:note-amended',
      patientId,
      subjectType: 'consultation',
      subjectId: id,
      detail: { amendmentId },
    });
    await announce(tx, { type: 'consultation:note-amended', occurredAt: at, patientId, consultationId: id });
  });
  return readConsultation(deps.db, actor, id);
};
