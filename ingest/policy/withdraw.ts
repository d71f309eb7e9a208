import type { TransactionSql } from 'postgres';
import type { Actor } from '#contracts/alert.ts';
import { newId } from '#database/ids.ts';
import type { FindingKey, PatientRule } from './alert-record.ts';

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
 * show. An alert that has one shows that again. Returns whether an alert was withdrawn.
 */
export const withdraw = async (tx: TransactionSql, withdrawal: Withdrawal): Promise<boolean> => {
  const { patientId, observationId, gone, at } = withdrawal;
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
  await showWhatStands(tx, ids);
  return closeAlerts(tx, ids, withdrawal);
};

/** An alert that was raised for other findings too, or whose rule goes on elsewhere, shows the newest of those. */
const showWhatStands = async (tx: TransactionSql, ids: readonly string[]): Promise<void> => {
  await tx`
    update alerts set finding_id = standing.id, onset_at = standing.onset_at, cleared_at = standing.cleared_at,
      severity = standing.severity, confirmation = standing.confirmation, explanation = standing.explanation
    from (
      select distinct on (alert.id) alert.id as alert_id, finding.*
      from alerts alert
      join findings finding on finding.patient_id = alert.patient_id and finding.rule_id = alert.rule_id
      where alert.finding_id = any (${ids}::uuid[]) and alert.state not in ('resolved', 'withdrawn')
        and finding.withdrawn_at is null and finding.superseded_at is null
        and (finding.cleared_at is null or exists (
          select 1 from alert_events where alert_id = alert.id and finding_id = finding.id
        ))
      order by alert.id, finding.onset_at desc
    ) as standing
    where alerts.id = standing.alert_id`;
};

const closeAlerts = async (
  tx: TransactionSql,
  ids: readonly string[],
  { patientId, actor, at, reason }: Withdrawal,
): Promise<boolean> => {
  const closed = await tx<{ id: string }[]>`
    update alerts set state = 'withdrawn', page_due_at = null, cleared_at = coalesce(cleared_at, ${at})
    where finding_id = any (${ids}::uuid[]) and state not in ('resolved', 'withdrawn')
    returning id`;
  for (const { id } of closed) {
    await tx`
      insert into alert_events (id, alert_id, type, actor, at, reason)
      values (${newId()}, ${id}, 'withdrawn', ${tx.json(actor)}, ${at}, ${reason})`;
    await tx`
      insert into outbox (type, patient_id, alert_id, occurred_at) values ('alert:withdrawn', ${patientId}, ${id}, ${at})`;
    await tx`
      insert into audit_log (at, actor, action, patient_id, subject_type, subject_id)
      values (${at}, ${tx.json(actor)}, 'alert:withdrawn', ${patientId}, 'alert', ${id})`;
  }
  return closed.length > 0;
};
