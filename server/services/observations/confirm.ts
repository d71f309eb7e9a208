import { and, eq, sql } from 'drizzle-orm';
import type { OwnReason } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import type { Database } from '#database/client.ts';
import { observations } from '#database/schema/index.ts';
import { invalidateObservation, lockDetector } from '#ingest/invalidate.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { isAskedAbout, isOfAskedDays } from './asked.ts';

/**
 * "Was this you?", answered once: by the patient, or by who treats them. A reading that was somebody else's counts no
 * longer, and what it alone had raised is withdrawn; in the same transaction as the answer.
 */
export const confirmObservation = async (
  deps: Deps,
  actor: SignedIn,
  patientId: string,
  observationId: string,
  isMine: boolean,
): Promise<void> => {
  await requirePatient(deps.db, actor, patientId, actor.role === 'patient' ? 'self' : 'treat');
  const measuredAt = await requireAsked(deps.db, patientId, observationId);
  const at = deps.now();
  const who = { type: 'user', id: actor.userId } as const;
  await deps.sql.begin(async (tx) => {
    await lockDetector(tx, patientId);
    const [answer] = await tx`
      insert into observation_confirmations (observation_id, patient_id, is_mine, answered_by, answered_at)
      values (${observationId}, ${patientId}, ${isMine}, ${actor.userId}, ${at})
      on conflict do nothing
      returning observation_id`;
    if (answer === undefined) throw new AppError('conflict', 'this was answered before');
    await tx`
      insert into audit_log (at, actor, action, patient_id, subject_type, subject_id)
      values (
        ${at}, ${tx.json(who)}, ${isMine ? 'observation:confirmed' : 'observation:invalidated'}, ${patientId},
        'observation', ${observationId}
      )`;
    if (isMine) return;
    const reason: OwnReason = 'not-this-patient';
    await invalidateObservation(tx, { patientId, observationId, measuredAt, actor: who, at, reason });
  });
  deps.wakeRelay();
};

/** When the reading was measured, where it is asked about. Of two who answer, the stored answer lets one through. */
const requireAsked = async (db: Database, patientId: string, observationId: string): Promise<Date> => {
  const [observation] = await db
    .select({
      measuredAt: observations.measuredAt,
      isAsked: sql<boolean>`coalesce(${isAskedAbout}, false)`,
    })
    .from(observations)
    .where(and(eq(observations.id, observationId), eq(observations.patientId, patientId), isOfAskedDays));
  if (observation === undefined) throw new AppError('not_found', 'no such reading');
  if (!observation.isAsked) throw new AppError('conflict', 'nobody asks about this reading');
  return observation.measuredAt;
};
