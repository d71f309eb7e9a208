import type { TransactionSql } from 'postgres';
import type { Actor } from '#contracts/alert.ts';
import type { FindingChange } from '#models/detection/finding.ts';
import { applyFindings } from './policy/apply.ts';
import { keyOf } from './policy/decide.ts';
import type { Step } from './policy/step.ts';
import { withdraw } from './policy/withdraw.ts';
import { reloadPatients } from './reload.ts';

export type Invalidation = {
  patientId: string;
  observationId: string;
  /** Where the row stands: the table is partitioned by this time. */
  measuredAt: Date;
  actor: Actor;
  at: Date;
  reason: string;
};

/** Whoever judges this patient waits, and reads everything again. The first lock of a transaction, as in ingest. */
export const lockDetector = async (tx: TransactionSql, patientId: string): Promise<void> => {
  await tx`
    insert into detectors as detector (patient_id, version) values (${patientId}, 1)
    on conflict (patient_id) do update set version = detector.version + 1`;
};

/**
 * A stored reading does not count any more: the patient is judged again by the readings that do, as if it had never
 * come. What still stands stays, as it is now; what does not is withdrawn, in the name of who said so. The caller has
 * locked the patient's detector row and written the answer down. Returns whether an alert changed.
 */
export const invalidateObservation = async (tx: TransactionSql, invalidation: Invalidation): Promise<boolean> => {
  const { patientId, observationId, measuredAt, actor, at, reason } = invalidation;
  await tx`
    update observations set invalidated_at = ${at}
    where id = ${observationId} and patient_id = ${patientId}
      and measured_at >= ${measuredAt} and measured_at < ${measuredAt}::timestamptz + interval '1 millisecond'`;
  const changes = await judgeAgain(tx, patientId, at.getTime());
  const steps: Step[] = changes.flatMap((change) =>
    change.after === null
      ? []
      : [{ patientId, ruleId: change.after.ruleId, change, clock: 'wall', at: at.getTime(), actor }],
  );
  const { events, writes } = await applyFindings(tx, steps);
  for (const write of writes) await write;
  const gone = changes.flatMap(({ before, after }) =>
    after === null && before !== null ? [{ patientId, ruleId: before.ruleId, key: keyOf(before) }] : [],
  );
  const isWithdrawn = await withdraw(tx, { patientId, observationId, gone, actor, at, reason });
  return isWithdrawn || events.length > 0;
};

/** From the database alone: what a process remembers of the patient still has the reading in it. */
const judgeAgain = async (tx: TransactionSql, patientId: string, nowMs: number): Promise<FindingChange[]> => {
  let failure: unknown = new Error('there is no such patient');
  const entries = await reloadPatients(tx, [patientId], (error) => {
    failure = error;
  });
  const entry = entries.get(patientId);
  if (entry === undefined) throw failure;
  const changes: FindingChange[] = [];
  entry.watch.reconsider(nowMs, changes);
  return changes;
};
