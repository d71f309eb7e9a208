import type { TransactionSql } from 'postgres';
import { newId } from '#database/ids.ts';
import type { Statement } from '#database/last-statements.ts';
import type { AlertEventRecord, AlertRecord, FindingKey, FindingRecord, PatientRule } from './alert-record.ts';

export type SupersededFinding = PatientRule & { key: FindingKey; at: number };

const iso = (atMs: number): string => new Date(atMs).toISOString();
const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));

/** Inserts findings and brings known ones up to date. */
export const writeFindings = (
  tx: TransactionSql,
  findings: readonly FindingRecord[],
  superseded: readonly SupersededFinding[],
): Statement[] => {
  const statements: Statement[] = [];
  if (findings.length > 0) {
    const records = findings.map((finding) => ({
      id: newId(),
      patient_id: finding.patientId,
      rule_id: finding.ruleId,
      rule_set: finding.ruleSet,
      rule_version: finding.ruleVersion,
      lane: finding.lane,
      severity: finding.severity,
      confirmation: finding.confirmation,
      stream: finding.key.stream,
      onset_at: iso(finding.key.onsetAt),
      last_breach_at: iso(finding.lastBreachAt),
      worsened_at: isoOrNull(finding.worsenedAt),
      raised_at: iso(finding.raisedAt),
      cleared_at: isoOrNull(finding.clearedAt),
      explanation: finding.explanation ?? {},
    }));
    statements.push(tx`
      insert into findings (
        id, patient_id, rule_id, rule_set, rule_version, lane, severity, confirmation, stream, onset_at,
        last_breach_at, worsened_at, raised_at, cleared_at, explanation
      )
      select id, patient_id, rule_id, rule_set, rule_version, lane, severity, confirmation, stream, onset_at,
        last_breach_at, worsened_at, raised_at, cleared_at, explanation
      from jsonb_to_recordset(${tx.json(records)}) as record (
        id uuid, patient_id uuid, rule_id text, rule_set text, rule_version text, lane text, severity text,
        confirmation text, stream text, onset_at timestamptz, last_breach_at timestamptz, worsened_at timestamptz,
        raised_at timestamptz, cleared_at timestamptz, explanation jsonb
      )
      on conflict (patient_id, rule_id, onset_at, stream) do update set
        lane = excluded.lane, severity = excluded.severity, confirmation = excluded.confirmation,
        last_breach_at = excluded.last_breach_at, worsened_at = excluded.worsened_at,
        cleared_at = excluded.cleared_at, superseded_at = null, withdrawn_at = null,
        explanation = case when excluded.explanation = '{}' then findings.explanation else excluded.explanation end`);
  }
  if (superseded.length > 0) {
    const records = superseded.map(({ patientId, ruleId, key, at }) => ({
      patient_id: patientId,
      rule_id: ruleId,
      onset_at: iso(key.onsetAt),
      stream: key.stream,
      at: iso(at),
    }));
    statements.push(tx`
      update findings set superseded_at = record.at
      from jsonb_to_recordset(${tx.json(records)}) as record (
        patient_id uuid, rule_id text, onset_at timestamptz, stream text, at timestamptz
      )
      where findings.patient_id = record.patient_id and findings.rule_id = record.rule_id
        and findings.onset_at = record.onset_at and findings.stream = record.stream`);
  }
  return statements;
};

/** A finding by what it is known by: its id may be one that PostgreSQL kept from before. */
const findingId = (tx: TransactionSql) => tx`(
  select id from findings
  where findings.patient_id = record.patient_id and findings.rule_id = record.rule_id
    and findings.onset_at = record.finding_onset_at and findings.stream = record.finding_stream
)`;
const findingColumns = ({ onsetAt, stream }: FindingKey) => ({
  finding_onset_at: iso(onsetAt),
  finding_stream: stream,
});

const toAlertColumns = (alert: AlertRecord) => ({
  id: alert.id,
  patient_id: alert.patientId,
  rule_id: alert.ruleId,
  rule_set: alert.ruleSet,
  rule_version: alert.ruleVersion,
  ...findingColumns(alert.finding),
  lane: alert.lane,
  severity: alert.severity,
  state: alert.state,
  paged_at: isoOrNull(alert.pagedAt),
  confirmation: alert.confirmation,
  page_due_at: alert.pageDue !== null && 'at' in alert.pageDue ? iso(alert.pageDue.at) : null,
  page_due_in_s: alert.pageDue !== null && 'inMs' in alert.pageDue ? alert.pageDue.inMs / 1000 : null,
  onset_at: iso(alert.onsetAt),
  raised_at: iso(alert.raisedAt),
  cleared_at: isoOrNull(alert.clearedAt),
  is_acknowledged: alert.acknowledgedAt !== null,
  explanation: alert.explanation,
});

/** Deadlines are set and compared by PostgreSQL's clock. */
export const writeAlerts = (tx: TransactionSql, alerts: readonly AlertRecord[]): Statement[] => {
  const created = alerts.filter(({ isNew }) => isNew).map(toAlertColumns);
  const changed = alerts.filter(({ isNew }) => !isNew).map(toAlertColumns);
  const statements: Statement[] = [];
  if (created.length > 0) {
    statements.push(tx`
      insert into alerts (
        id, patient_id, rule_id, rule_set, rule_version, finding_id, lane, severity, state, paged, paged_at,
        confirmation, page_due_at, onset_at, raised_at, cleared_at, explanation
      )
      select id, patient_id, rule_id, rule_set, rule_version, ${findingId(tx)}, lane, severity, state,
        paged_at is not null, paged_at, confirmation,
        coalesce(page_due_at, now() + make_interval(secs => page_due_in_s)), onset_at, raised_at, cleared_at, explanation
      from jsonb_to_recordset(${tx.json(created)}) as record (
        id uuid, patient_id uuid, rule_id text, rule_set text, rule_version text, finding_onset_at timestamptz,
        finding_stream text, lane text, severity text, state text, paged_at timestamptz, confirmation text,
        page_due_at timestamptz, page_due_in_s float8, onset_at timestamptz, raised_at timestamptz,
        cleared_at timestamptz, explanation jsonb
      )`);
  }
  if (changed.length > 0) {
    statements.push(tx`
      update alerts set
        rule_set = record.rule_set, rule_version = record.rule_version, finding_id = ${findingId(tx)},
        lane = record.lane, severity = record.severity, state = record.state, paged = record.paged_at is not null,
        -- To the millisecond it is the same instant: what is known of a paging is known by it.
        paged_at = case when date_trunc('milliseconds', alerts.paged_at) = record.paged_at then alerts.paged_at
          else record.paged_at end,
        confirmation = record.confirmation,
        page_due_at = coalesce(record.page_due_at, now() + make_interval(secs => record.page_due_in_s)),
        onset_at = record.onset_at, raised_at = record.raised_at, cleared_at = record.cleared_at,
        acknowledged_at = case when record.is_acknowledged then alerts.acknowledged_at end,
        acknowledged_by = case when record.is_acknowledged then alerts.acknowledged_by end,
        explanation = coalesce(nullif(record.explanation, 'null'), alerts.explanation)
      from jsonb_to_recordset(${tx.json(changed)}) as record (
        id uuid, patient_id uuid, rule_id text, rule_set text, rule_version text, finding_onset_at timestamptz,
        finding_stream text, lane text, severity text, state text, paged_at timestamptz, confirmation text,
        page_due_at timestamptz, page_due_in_s float8, onset_at timestamptz, raised_at timestamptz,
        cleared_at timestamptz, is_acknowledged boolean, explanation jsonb
      )
      where alerts.id = record.id`);
  }
  return statements;
};

/** Each change in the alert's own record, in the outbox for whoever watches, and in the audit log. */
export const writeEvents = (tx: TransactionSql, events: readonly AlertEventRecord[]): Statement[] => {
  if (events.length === 0) return [];
  const records = events.map(({ alert, type, finding, actor, at, reason }, position) => ({
    id: newId(),
    position,
    alert_id: alert.id,
    patient_id: alert.patientId,
    rule_id: alert.ruleId,
    ...findingColumns(finding),
    type,
    actor,
    at: iso(at),
    reason,
  }));
  // The watchdog's alert is about nobody and comes back each minute: of what is kept for ever only its first time is part.
  const isKept = tx`(rule_id <> 'system.watchdog' or type = 'raised')`;
  const statement = tx`
    with event as (
      select record.*, ${findingId(tx)} as finding_id
      from jsonb_to_recordset(${tx.json(records)}) as record (
        id uuid, position int, alert_id uuid, patient_id uuid, rule_id text, finding_onset_at timestamptz,
        finding_stream text, type text, actor jsonb, at timestamptz, reason text
      )
    ), recorded as (
      insert into alert_events (id, alert_id, type, finding_id, actor, at, reason)
      select id, alert_id, type, finding_id, actor, at, reason from event where ${isKept}
    ), announced as (
      insert into outbox (type, patient_id, alert_id, occurred_at)
      select 'alert:' || type, patient_id, alert_id, at from event order by position
    ), paged as (
      update findings set paged_at = coalesce(paged_at, event.at)
      from event where event.type = 'paged' and findings.id = event.finding_id
    )
    insert into audit_log (at, actor, action, patient_id, subject_type, subject_id)
    select at, actor, 'alert:' || type, patient_id, 'alert', alert_id::text from event
    where ${isKept}
    order by position`;
  return [statement];
};
