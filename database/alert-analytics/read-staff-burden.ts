import type { TransactionSql } from 'postgres';
import { NIGHT_HOURS, OVERLOAD, type StaffBurden } from '#contracts/alert-analytics.ts';
import type { CountedPatients } from '../analytics/counted-patients.ts';
import { judgedOnsets } from './judged-onsets.ts';
import type { Period } from '../analytics/read-period.ts';

/** An event's time is its writer's, a delivery's is PostgreSQL's: two clocks of one clinic are this close. */
const CLOCKS_APART = '5 seconds';

/**
 * Pages that clinicians were told of, and alerts they answered; of one person, or of everybody. However often somebody is
 * told of one onset, it is one page. Whom it reached is read from the deliveries of its alert from the page until it comes
 * again: the stream of events is not kept as long as these. Who asks for others is not paged by it.
 */
export const readStaffBurden = (
  tx: TransactionSql,
  period: Period,
  counted: CountedPatients,
  userId: string | null,
): Promise<StaffBurden[]> => tx<StaffBurden[]>`
  with ${judgedOnsets(tx, period, counted)},
  paging as (
    select distinct on (o.id) o.id, o.alert_id, o.again_at, e.at, e.actor
    from onset o
    join alert_events e on e.alert_id = o.alert_id and e.type in ('paged', 'called', 'escalated')
      and e.at >= o.at and (o.again_at is null or e.at < o.again_at)
    order by o.id, e.at, e.id
  ), told as (
    select paging.id, d.recipient_id as user_id, min(d.queued_at) as at
    from paging
    join deliveries d on d.alert_id = paging.alert_id
      and d.queued_at >= paging.at - ${CLOCKS_APART}::interval
      and (paging.again_at is null or d.queued_at < paging.again_at - ${CLOCKS_APART}::interval)
    where paging.at >= ${period.fromAt} and paging.at < ${period.beforeAt}
      and not (paging.actor ->> 'type' = 'user' and paging.actor ->> 'id' = d.recipient_id::text)
    group by paging.id, d.recipient_id
  ), loaded as (
    select told.*, told.at at time zone ${period.timeZone} as local_at,
      count(*) over (
        partition by user_id order by at range between ${`${OVERLOAD.hours} hours`}::interval preceding and current row
      ) as recent
    from told
  ), paged as (
    select user_id, count(*)::int as pages,
      count(*) filter (
        where extract(hour from local_at) >= ${NIGHT_HOURS.from}::int or extract(hour from local_at) < ${NIGHT_HOURS.until}::int
      )::int as night_pages,
      max(recent)::int as most_pages,
      count(distinct local_at::date) filter (where recent > ${OVERLOAD.pages}::int)::int as overloaded_days
    from loaded group by user_id
  ), answered as (
    select acknowledged_by as user_id, count(*)::int as acknowledged
    from judged where acknowledged_by is not null group by acknowledged_by
  )
  select u.id as "userId", u.name, coalesce(pages, 0) as pages, coalesce(night_pages, 0) as "nightPages",
    coalesce(acknowledged, 0) as acknowledged, coalesce(most_pages, 0) as "mostPages",
    coalesce(overloaded_days, 0) as "overloadedDays"
  from users u
  left join paged on paged.user_id = u.id
  left join answered on answered.user_id = u.id
  where u.role = 'clinician' and (paged.user_id is not null or answered.user_id is not null)
    and ${userId === null ? tx`true` : tx`u.id = ${userId}`}
  order by pages desc, u.name, u.id`;
