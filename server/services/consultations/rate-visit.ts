import type { z } from 'zod';
import type { Consultation, RateVisit } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import { visitRatings } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange, readConsultation, requireItsPatient } from './find-consultation.ts';

/** What the patient says of a visit that took place; said again, the later answer counts. */
export const rateVisit = async (
  deps: Deps,
  actor: SignedIn,
  id: string,
  { rating, comment }: z.infer<typeof RateVisit>,
): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    const consultation = await findForChange(tx, actor, id);
    requireItsPatient(actor, consultation);
    const { patientId, startedAt, endedAt } = consultation;
    if (startedAt === null || endedAt === null) throw new AppError('conflict', 'only a visit that took place is rated');
    const at = await databaseNow(tx);
    const answer = { rating, comment: comment === undefined || comment === '' ? null : comment, ratedAt: at };
    await tx
      .insert(visitRatings)
      .values({ consultationId: id, ...answer })
      .onConflictDoUpdate({ target: visitRatings.consultationId, set: answer });
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'consultation:rated',
      patientId,
      subjectType: 'consultation',
      subjectId: id,
      detail: { rating },
    });
    await announce(tx, { type: 'consultation:rated', occurredAt: at, patientId, consultationId: id });
  });
  return readConsultation(deps.db, actor, id);
};
