import type { TransactionSql } from 'postgres';
import type { Explanation, Severity } from '#contracts/alert.ts';
import type { DeliveryReason } from '#contracts/channel.ts';
import type { RuleSetId } from '#contracts/rule.ts';

/** A person whom one channel does not reach about an alert, or the end of that. Times in ms by PostgreSQL's clock. */
export type DeliveryTrouble = {
  patientId: string;
  ruleSet: RuleSetId;
  /** Of the finding, not of the alert. */
  severity: Severity;
  delivery: NonNullable<Explanation['delivery']>;
  /** `unreachable`: nothing took it yet, and it is still tried. */
  reason: DeliveryReason | 'unreachable';
  onsetAt: number;
  nowMs: number;
};

/** One finding a patient, channel and person: however many messages do not arrive, it is one broken way. */
const streamSql = (tx: TransactionSql) => tx`'channel:' || told.channel || ':' || told.recipient_id`;

/**
 * Takes the deliveries whose time to be told has come, and answers with those that are news: of an alert that nobody has
 * taken, to somebody whom the same channel did not reach by another of their endpoints. That a message about such a
 * failure fails itself is not told again: that would never end.
 */
export const takeFailing = (tx: TransactionSql, limit: number): Promise<DeliveryTrouble[]> => tx<DeliveryTrouble[]>`
  with due as materialized (
    select id from deliveries where tell_at <= now() order by tell_at limit ${limit} for update skip locked
  ), told as (
    update deliveries set tell_at = null from due where deliveries.id = due.id returning deliveries.*
  )
  select distinct on (alert.patient_id, told.channel, told.recipient_id)
    alert.patient_id as "patientId", coalesce(t.rule_set, p.rule_set) as "ruleSet",
    case alert.severity when 'critical' then 'high' else 'moderate' end as severity,
    jsonb_build_object(
      'channel', told.channel, 'recipientId', told.recipient_id, 'recipientName', recipient.name, 'alertId', alert.id
    ) as delivery,
    coalesce(told.failure_reason, 'unreachable') as reason,
    floor(extract(epoch from told.queued_at) * 1000)::float8 as "onsetAt",
    floor(extract(epoch from now()) * 1000)::float8 as "nowMs"
  from told
  join alerts alert on alert.id = told.alert_id and alert.state in ('raised', 'escalated')
    and alert.rule_id <> 'delivery.failed'
  join patients p on p.id = alert.patient_id
  join users recipient on recipient.id = told.recipient_id
  left join lateral (
    select rule_set from thresholds where patient_id = p.id order by version desc limit 1
  ) t on true
  where not exists (
      -- Where a relative is told is the patient's to look after.
      select 1 from notification_endpoints by where by.id = told.endpoint_id and by.relative_id is not null
    )
    and not exists (
      select 1 from deliveries reached
      left join notification_endpoints by on by.id = reached.endpoint_id
      where by.relative_id is null and reached.event_id = told.event_id and reached.recipient_id = told.recipient_id
        and reached.channel = told.channel and reached.state in ('sent', 'delivered', 'read')
    )
    and not exists (
      select 1 from findings open
      where open.patient_id = alert.patient_id and open.rule_id = 'delivery.failed' and open.lane = 'technical'
        and open.stream = ${streamSql(tx)}
        and open.cleared_at is null and open.superseded_at is null and open.withdrawn_at is null
    )
  order by alert.patient_id, told.channel, told.recipient_id,
    array_position(array['critical', 'high', 'moderate'], alert.severity), told.queued_at`;

/** Open findings that are over: something got through since, or somebody has taken the alert that it was about. */
export const loadOver = (tx: TransactionSql): Promise<DeliveryTrouble[]> => tx<DeliveryTrouble[]>`
  select f.patient_id as "patientId", f.rule_set as "ruleSet", f.severity, f.explanation -> 'delivery' as delivery,
    f.explanation ->> 'reason' as reason,
    floor(extract(epoch from f.onset_at) * 1000)::float8 as "onsetAt",
    floor(extract(epoch from now()) * 1000)::float8 as "nowMs"
  from findings f
  where f.rule_id = 'delivery.failed' and f.lane = 'technical' and f.cleared_at is null and f.superseded_at is null
    and f.withdrawn_at is null
    and (
      not exists (
        select 1 from alerts a
        where a.id = (f.explanation #>> '{delivery,alertId}')::uuid and a.state in ('raised', 'escalated')
      )
      or exists (
        select 1 from notification_endpoints e
        where e.relative_id is null and e.user_id = (f.explanation #>> '{delivery,recipientId}')::uuid
          and e.channel = f.explanation #>> '{delivery,channel}' and e.last_success_at > f.raised_at
      )
    )`;
