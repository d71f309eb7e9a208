import { and, eq, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import type { Consultation, PutNote } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import { notes } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange, readConsultation, requireOwnVisit } from './find-consultation.ts';

/** Saves the draft of the visit note. Two windows of one clinician do not overwrite each other's words. */
export const putNote = async (
  deps: Deps,
  actor: SignedIn,
  id: string,
  { basedOnVersion, ...words }: z.infer<typeof PutNote>,
): Promise<Consultation> => {
  const now = deps.now();
  await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, id);
    requireOwnVisit(actor, consultation);
    if (consultation.state === 'booked' || consultation.state === 'cancelled') {
      throw new AppError('conflict', `there is nothing to note about a visit that is ${consultation.state}`);
    }
    const draft = { ...words, version: basedOnVersion + 1, updatedBy: actor.userId, updatedAt: now };
    const saved =
      basedOnVersion === 0
        ? await tx
            .insert(notes)
            .values({ consultationId: id, ...draft })
            .onConflictDoNothing()
            .returning()
        : await tx
            .update(notes)
            .set(draft)
            .where(and(eq(notes.consultationId, id), eq(notes.version, basedOnVersion), isNull(notes.signedAt)))
            .returning();
    if (saved.length === 0) {
      const [current] = await tx.select({ signedAt: notes.signedAt }).from(notes).where(eq(notes.consultationId, id));
      if (current?.signedAt != null) throw new AppError('conflict', 'the note is signed and does not change any more');
      throw new AppError('conflict', 'the note was changed elsewhere: load it again');
    }
    const { patientId } = consultation;
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at: now,
      action: 'consultation:note-saved',
      patientId,
      subjectType: 'consultation',
      subjectId: id,
      detail: { version: draft.version },
    });
    await announce(tx, { type: 'consultation:note-saved', occurredAt: now, patientId, consultationId: id });
  });
  return readConsultation(deps.db, actor, id);
};
