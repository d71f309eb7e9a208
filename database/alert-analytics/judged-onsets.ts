import type { PendingQuery, Row, TransactionSql } from 'postgres';
import { countedPatients, type CountedPatients } from '../analytics/counted-patients.ts';
import type { Period } from '../analytics/read-period.ts';

type Fragment = PendingQuery<Row[]>;

/**
 * Common table expressions `counted`, `onset` and `judged`: each onset in the period by the rule that found it, when it
 * paged, and who was the first to answer it before it came again.
 */
export const judgedOnsets = (
  tx: TransactionSql,
  { fromAt, beforeAt }: Period,
  counted: CountedPatients,
): Fragment => tx`
  counted as (${countedPatients(tx, counted)}),
  onset as (
    select e.id, e.alert_id, a.patient_id, e.at, f.rule_id, f.rule_set, f.rule_version, f.severity,
      a.state as alert_state,
      lead(e.at) over (partition by e.alert_id order by e.at, e.id) as again_at
    from alert_events e
    join alerts a on a.id = e.alert_id
    join counted on counted.id = a.patient_id
    join findings f on f.id = e.finding_id
    where e.type in ('raised', 're-raised')
  ), judged as (
    select o.*,
      row_number() over (partition by o.alert_id order by o.at desc, o.id desc) = 1 as is_newest,
      page.at as paged_at,
      answer.at as acknowledged_at,
      answer.user_id as acknowledged_by,
      o.again_at is null and o.alert_state in ('raised', 'escalated') and answer.at is null as is_waiting
    from onset o
    cross join lateral (
      select min(e.at) as at from alert_events e
      where e.alert_id = o.alert_id and e.type = 'paged' and e.at >= o.at and (o.again_at is null or e.at < o.again_at)
    ) as page
    left join lateral (
      select e.at, (e.actor ->> 'id')::uuid as user_id from alert_events e
      where e.alert_id = o.alert_id and e.type in ('acknowledged', 'resolved') and e.actor ->> 'type' = 'user'
        and e.at >= o.at and (o.again_at is null or e.at < o.again_at)
      order by e.at, e.id limit 1
    ) as answer on true
    where o.at >= ${fromAt} and o.at < ${beforeAt}
  )`;
