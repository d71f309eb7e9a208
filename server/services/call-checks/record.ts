import { and, eq } from 'drizzle-orm';
import type { CallCheckResult } from '#contracts/call-check.ts';
import { CONSULTATION_TRANSITIONS, type Consultation } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import { judgeCallCheck } from '#contracts/judge-call-check.ts';
import { newId } from '#database/ids.ts';
import { callChecks, consultationParticipants } from '#database/schema/index.ts';
import { recordAudit } from '../../audit.ts';
import type { SignedIn } from '../../access.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange, readConsultation } from '../consultations/find-consultation.ts';

/** Keeps with a visit what one of those invited found, as long as something may still happen to it. */
export const recordCallCheck = async (
  deps: Deps,
  actor: SignedIn,
  consultationId: string,
  result: CallCheckResult,
): Promise<Consultation> => {
  await inTransaction(deps, async (tx) => {
    const { patientId, state } = await findForChange(tx, actor, consultationId);
    const [invited] = await tx
      .select({ userId: consultationParticipants.userId })
      .from(consultationParticipants)
      .where(
        and(
          eq(consultationParticipants.consultationId, consultationId),
          eq(consultationParticipants.userId, actor.userId),
        ),
      );
    if (invited === undefined) throw new AppError('forbidden', 'you are not invited to this consultation');
    if (CONSULTATION_TRANSITIONS[state].length === 0) throw new AppError('conflict', 'this consultation is over');
    const id = newId();
    const at = await databaseNow(tx);
    await tx.insert(callChecks).values({ id, consultationId, userId: actor.userId, checkedAt: at, result });
    const { verdict } = judgeCallCheck(result);
    await recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'consultation:call-checked',
      patientId,
      subjectType: 'consultation',
      subjectId: consultationId,
      detail: { callCheckId: id, verdict },
    });
    await announce(tx, { type: 'consultation:call-checked', occurredAt: at, patientId, consultationId });
  });
  return readConsultation(deps.db, actor, consultationId);
};
