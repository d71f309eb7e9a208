import { ASKED_FLAGS } from '#contracts/observation.ts';
import { AppError } from '#contracts/errors.ts';
import { READING_KINDS } from '#contracts/reading.ts';
import { invalidateObservation, lockDetector } from '#ingest/invalidate.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';

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
  const at = deps.now();
  const who = { type: 'user', id: actor.userId } as const;
  await deps.sql.begin(async (tx) => {
    await lockDetector(tx, patientId);
    const [observation] = await tx<{ measuredAt: Date; isAsked: boolean }[]>`
      select measured_at as "measuredAt", coalesce(flags && ${[...ASKED_FLAGS]}::text[], false) as "isAsked"
      from observations
      where id = ${observationId} and patient_id = ${patientId} and kind = any (${[...READING_KINDS]}::text[])
        and effective_at > ${at}::timestamptz - interval '30 days'`;
    if (observation === undefined) throw new AppError('not_found', 'no such reading');
    if (!observation.isAsked) throw new AppError('conflict', 'nobody asks about this reading');
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
    const { measuredAt } = observation;
    const reason = 'the reading was somebody else’s';
    await invalidateObservation(tx, { patientId, observationId, measuredAt, actor: who, at, reason });
  });
  deps.wakeRelay();
};
