import type { TransactionSql } from 'postgres';
import type { Actor } from '#contracts/alert.ts';
import type { FindingKey, PatientRule } from './alert-record.ts';
import { lockOpenAlerts, takeBackAlerts } from './take-back-alerts.ts';

export type Withdrawal = {
  patientId: string;
  /** The reading that turned out to be nobody's, or somebody else's. */
  observationId: string;
  /** What no reading shows any more. */
  gone: readonly (PatientRule & { key: FindingKey })[];
  actor: Actor;
  at: Date;
  reason: string;
};

/**
 * Takes back what rested on readings that do not count: the findings, and each open alert that has no other finding to
 * show. An alert that has one shows that again. Returns whether an alert changed.
 */
export const withdraw = async (tx: TransactionSql, withdrawal: Withdrawal): Promise<boolean> => {
  const { patientId, observationId, gone, actor, at, reason } = withdrawal;
  await lockOpenAlerts(tx, patientId);
  const keys = gone.map(({ ruleId, key }) => ({
    rule_id: ruleId,
    onset_at: new Date(key.onsetAt).toISOString(),
    stream: key.stream,
  }));
  const findings = await tx<{ id: string }[]>`
    update findings set withdrawn_at = ${at}, cleared_at = coalesce(cleared_at, ${at})
    where patient_id = ${patientId} and withdrawn_at is null and (
      (rule_id, date_trunc('milliseconds', onset_at), stream) in (
        select rule_id, onset_at, stream
        from jsonb_to_recordset(${tx.json(keys)}) as record (rule_id text, onset_at timestamptz, stream text)
      )
      -- Too old for the window of detection, or a forecast: what cites this reading and no other that counts.
      or (
        explanation -> 'contributions' @> ${tx.json([{ observationId }])}
        and not exists (
          select 1 from jsonb_array_elements(explanation -> 'contributions') as contribution
          where not exists (
            select 1 from observation_confirmations
            where observation_id = (contribution ->> 'observationId')::uuid and not is_mine
          )
        )
      )
    )
    returning id`;
  if (findings.length === 0) return false;
  const ids = findings.map(({ id }) => id);
  return takeBackAlerts(tx, ids, { patientId, correctedTo: null, actor, at, reason });
};
