import type { TransactionSql } from 'postgres';
import { SEVERITIES, type Actor, type AlertEventType } from '#contracts/alert.ts';
import { newId } from '#database/ids.ts';
import { ruleSets } from '#models/rules/rule-sets.ts';
import type { Rule } from '#models/rules/rule.ts';
import { plainColumn } from '../array-literal.ts';

export type TakenBack = {
  patientId: string;
  /** What the reading was put right to, where it was: its findings stand, also those that never were an alert's own. */
  correctedTo: string | null;
  actor: Actor;
  at: Date;
  reason: string;
};

/** Alerts before findings, as everybody who holds both: else two wait for each other. */
export const lockOpenAlerts = async (tx: TransactionSql, patientId: string): Promise<void> => {
  await tx`
    select id from alerts where patient_id = ${patientId} and state not in ('resolved', 'withdrawn') order by id for update`;
};

/**
 * What becomes of the alerts that show findings which were withdrawn: one that has another finding to show shows that,
 * one that has none is withdrawn. Returns whether an alert changed. Parameters are text, since a transaction of Drizzle's
 * calls this, too, and would send times and JSON in its own way.
 */
export const takeBackAlerts = async (
  tx: TransactionSql,
  findingIds: readonly string[],
  takenBack: TakenBack,
): Promise<boolean> => {
  const shown = await showWhatStands(tx, findingIds, takenBack);
  const closed = await closeAlerts(tx, findingIds, takenBack);
  for (const { id, findingId } of shown) await record(tx, 'corrected', { id, findingId }, takenBack);
  for (const { id } of closed) await record(tx, 'withdrawn', { id, findingId: null }, takenBack);
  return shown.length + closed.length > 0;
};

type Changed = { id: string; findingId: string | null };

/** How long each rule waits for a repeat, in seconds. */
const REPEAT_WITHIN_S: Readonly<Record<string, number>> = Object.fromEntries(
  Object.values(ruleSets).flatMap(({ id, rules }) =>
    rules.flatMap(({ id: ruleId, stream, paging }: Rule) => {
      if (paging.when !== 'confirmed') return [];
      const seconds = paging.withinMs / 1000;
      return [
        [`${id} ${ruleId} ${stream}`, seconds],
        [`${id} ${ruleId} alone`, seconds],
      ];
    }),
  ),
);

/**
 * What goes on comes first, then the worst, then the newest. A finding that still waits for its repeat keeps the deadline
 * or gets its own back, and is paged for itself: the page about a reading that does not count was none about this one.
 */
const showWhatStands = (
  tx: TransactionSql,
  findingIds: readonly string[],
  { patientId, correctedTo }: TakenBack,
): Promise<Changed[]> => tx<Changed[]>`
  update alerts set finding_id = standing.id, rule_set = standing.rule_set, rule_version = standing.rule_version,
    lane = standing.lane, onset_at = standing.onset_at, cleared_at = standing.cleared_at, severity = standing.severity,
    confirmation = case when standing.confirmation = 'awaiting' and standing.lane = 'late' then 'none'
      else standing.confirmation end,
    paged = standing.paged_at is not null or alerts.state = 'escalated',
    paged_at = coalesce(standing.paged_at, case when alerts.state = 'escalated' then alerts.paged_at end),
    page_due_at = case when standing.is_awaited then coalesce(
      -- By PostgreSQL's clock, and never put off by a later onset: none of them is due before it.
      alerts.page_due_at, standing.raised_at + make_interval(secs => standing.within_s)
    ) end,
    explanation = standing.explanation
  from (
    select distinct on (alert.id) alert.id as alert_id, finding.*,
      finding.confirmation = 'awaiting' and finding.lane <> 'late' and finding.cleared_at is null
        and finding.paged_at is null and alert.state <> 'escalated' as is_awaited,
      (${JSON.stringify(REPEAT_WITHIN_S)}::text::jsonb
        ->> concat_ws(' ', finding.rule_set, finding.rule_id, finding.stream))::float8 as within_s
    from alerts alert
    join findings finding on finding.patient_id = alert.patient_id and finding.rule_id = alert.rule_id
    where alert.patient_id = ${patientId} and alert.finding_id = any (${plainColumn(findingIds, (id) => id)}::uuid[])
      and alert.state not in ('resolved', 'withdrawn')
      and finding.withdrawn_at is null and finding.superseded_at is null
      and (
        (finding.cleared_at is null and finding.stream <> 'alone')
        or exists (select 1 from alert_events where alert_id = alert.id and finding_id = finding.id)
        or finding.explanation -> 'contributions' @> ${JSON.stringify([{ observationId: correctedTo }])}::text::jsonb
        -- No reading settles it, and it came while this alert said it all.
        or (finding.stream = 'alone' and not (finding.lane = 'late' and finding.severity = 'moderate')
          and finding.raised_at >= (select min(at) from alert_events where alert_id = alert.id))
      )
    order by alert.id, finding.cleared_at is not null, finding.lane = 'late',
      array_position(${plainColumn(SEVERITIES, (severity) => severity)}::text[], finding.severity),
      finding.onset_at desc
  ) as standing
  where alerts.id = standing.alert_id
  returning alerts.id, alerts.finding_id as "findingId"`;

const closeAlerts = (
  tx: TransactionSql,
  findingIds: readonly string[],
  { patientId, at }: TakenBack,
): Promise<{ id: string }[]> => tx<{ id: string }[]>`
  update alerts set state = 'withdrawn', closed_at = now(), page_due_at = null,
    cleared_at = coalesce(cleared_at, ${at.toISOString()}::timestamptz)
  where patient_id = ${patientId} and finding_id = any (${plainColumn(findingIds, (id) => id)}::uuid[])
    and state not in ('resolved', 'withdrawn')
  returning id`;

const record = async (
  tx: TransactionSql,
  type: AlertEventType,
  { id, findingId }: Changed,
  { patientId, actor, at, reason }: TakenBack,
): Promise<void> => {
  const when = at.toISOString();
  const who = JSON.stringify(actor);
  await tx`
    insert into alert_events (id, alert_id, type, finding_id, actor, at, reason)
    values (${newId()}, ${id}, ${type}, ${findingId}, ${who}::text::jsonb, ${when}::timestamptz, ${reason})`;
  await tx`
    insert into outbox (type, patient_id, alert_id, occurred_at)
    values (${`alert:${type}`}, ${patientId}, ${id}, ${when}::timestamptz)`;
  await tx`
    insert into audit_log (at, actor, action, patient_id, subject_type, subject_id)
    values (${when}::timestamptz, ${who}::text::jsonb, ${`alert:${type}`}, ${patientId}, 'alert', ${id})`;
};
