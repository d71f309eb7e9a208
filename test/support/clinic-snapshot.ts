import type { Sql } from 'postgres';
import type { Actor, AlertEventType, AlertState, Severity } from '#contracts/alert.ts';

export type SnapshotAlert = {
  id: string;
  patientId: string;
  ruleId: string;
  severity: Severity;
  state: AlertState;
  pagedAt: Date | null;
  acknowledgedBy: string | null;
  resolvedBy: string | null;
  outcome: string | null;
  isKnownToEscalation: boolean;
  isOverdue: boolean;
};
export type SnapshotAlertEvent = {
  id: string;
  alertId: string;
  type: AlertEventType;
  actor: Actor;
  at: Date;
  reason: string | null;
};
export type SnapshotAudit = {
  id: string;
  alertId: string;
  type: string;
  actor: Actor;
  at: Date;
  callId: string | null;
};
export type SnapshotStreamEvent = {
  id: string;
  type: string;
  patientId: string | null;
  alertId: string | null;
  occurredAt: Date;
};
export type SnapshotCall = {
  id: string;
  alertId: string;
  pagedAt: Date;
  round: number;
  tier: number;
  calledAt: Date;
  answerBy: Date;
  unreachedAt: Date | null;
  people: string[];
  isOfThisPaging: boolean;
};
export type SnapshotDelivery = {
  id: string;
  alertId: string;
  eventId: string;
  recipientId: string;
  channel: string;
  state: string;
  groupedInto: string | null;
  nextAttemptAt: Date | null;
  failureReason: string | null;
  isOverdue: boolean;
};

export type ClinicSnapshot = {
  now: Date;
  underWay: number;
  alerts: SnapshotAlert[];
  /** In the order in which their alert lists them. */
  alertEvents: SnapshotAlertEvent[];
  audit: SnapshotAudit[];
  stream: SnapshotStreamEvent[];
  calls: SnapshotCall[];
  deliveries: SnapshotDelivery[];
};

/** Everything about alerts at one instant. `graceMs`: what has been due for less is not overdue. */
export const takeSnapshot = (sql: Sql, graceMs: number): Promise<ClinicSnapshot> =>
  sql.begin('isolation level repeatable read read only', async (tx) => {
    const grace = tx`make_interval(secs => ${graceMs / 1000})`;
    const [state] = await tx<{ now: Date; underWay: number }[]>`
      select now() as now, (
        (select count(*) from outbox) + (select count(*) from (
          select id from audit_log except select unnest(audit_ids) from audit_seals
        ) unsealed)
      )::int as "underWay"`;
    if (state === undefined) throw new Error('there is a now');
    const alerts = await tx<SnapshotAlert[]>`
      select id, patient_id as "patientId", rule_id as "ruleId", severity, state, paged_at as "pagedAt",
        acknowledged_by as "acknowledgedBy", resolved_by as "resolvedBy", outcome,
        escalation_paged_at is not distinct from paged_at as "isKnownToEscalation",
        state in ('raised', 'escalated') and paged_at is not null and coalesce(
          case when escalation_paged_at is not distinct from paged_at then escalation_due_at else paged_at end
            < now() - ${grace}, false) as "isOverdue"
      from alerts order by raised_at, id`;
    const alertEvents = await tx<SnapshotAlertEvent[]>`
      select id, alert_id as "alertId", type, actor, at, reason from alert_events order by at, id`;
    const audit = await tx<SnapshotAudit[]>`
      select id::text, subject_id as "alertId", replace(action, 'alert:', '') as type, actor, at,
        detail ->> 'callId' as "callId"
      from audit_log where subject_type = 'alert' order by id`;
    const stream = await tx<SnapshotStreamEvent[]>`
      select id::text, type, patient_id as "patientId", payload -> 'alert' ->> 'id' as "alertId",
        occurred_at as "occurredAt"
      from events order by events.id`;
    const calls = await tx<SnapshotCall[]>`
      select calls.id, alert_id as "alertId", calls.paged_at as "pagedAt", round, tier, called_at as "calledAt",
        answer_by as "answerBy", unreached_at as "unreachedAt",
        array(select user_id::text from alert_call_people where call_id = calls.id) as people,
        calls.paged_at is not distinct from alerts.paged_at as "isOfThisPaging"
      from alert_calls calls join alerts on alerts.id = calls.alert_id
      order by calls.paged_at, round, tier`;
    const deliveries = await tx<SnapshotDelivery[]>`
      select id, alert_id as "alertId", event_id::text as "eventId", recipient_id as "recipientId", channel, state,
        grouped_into as "groupedInto", next_attempt_at as "nextAttemptAt", failure_reason as "failureReason",
        next_attempt_at is not null and next_attempt_at < now() - ${grace} as "isOverdue"
      from deliveries order by event_id, recipient_id`;
    return { ...state, alerts, alertEvents, audit, stream, calls, deliveries };
  });
