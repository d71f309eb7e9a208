import type { TransactionSql } from 'postgres';
import {
  MOST_LISTED_VISITS,
  type DayStays,
  type RoleStays,
  type StayCounts,
  type VisitStays,
} from '#contracts/visit-analytics.ts';
import { countedPatients, type CountedPatients } from '../analytics/counted-patients.ts';
import type { Period } from '../analytics/read-period.ts';

/** Common table expression `stay`: each stay in a visit of the period, with whose it was and on which day. */
const stays = (tx: TransactionSql, { fromAt, beforeAt, timeZone }: Period, counted: CountedPatients) => tx`
  counted as (${countedPatients(tx, counted)}),
  stay as (
    select s.*, p.role, c.patient_id, coalesce(c.started_at, c.starts_at) as began_at,
      (coalesce(c.started_at, c.starts_at) at time zone ${timeZone})::date::text as day
    from visit_stays s
    join consultations c on c.id = s.consultation_id
    join consultation_participants p on p.consultation_id = s.consultation_id and p.user_id = s.user_id
    join counted on counted.id = c.patient_id
    where coalesce(c.started_at, c.starts_at) >= ${fromAt} and coalesce(c.started_at, c.starts_at) < ${beforeAt}
  )`;

/** The columns of `StayCounts`, of a group of stays. */
const counts = (tx: TransactionSql) => tx`
  count(distinct consultation_id)::int as visits,
  count(*)::int as stays,
  count(*) filter (where join_ms is null)::int as "neverConnected",
  percentile_cont(0.5) within group (order by join_ms) as "joinP50",
  percentile_cont(0.95) within group (order by join_ms) as "joinP95",
  coalesce(sum(connected_ms), 0)::float8 as "connectedMs",
  coalesce(sum(reconnects), 0)::int as reconnects,
  sum(reconnecting_ms)::float8 / nullif(sum(connected_ms::bigint + reconnecting_ms), 0)::float8 as "goneShare",
  sum(frozen_ms)::float8 / nullif(sum(connected_ms), 0)::float8 as "frozenShare",
  sum(voice_only_ms)::float8 / nullif(sum(connected_ms), 0)::float8 as "voiceOnlyShare",
  sum(weak_ms)::float8 / nullif(sum(connected_ms), 0)::float8 as "weakShare",
  sum(packets_missed)::float8 / nullif(sum(packets_received::bigint + packets_missed), 0)::float8 as "missedShare",
  sum(packets_lost)::float8 / nullif(sum(packets_sent), 0)::float8 as "lostShare"`;

export type GroupedStays = { total: StayCounts; roles: RoleStays[]; days: DayStays[] };
type GroupRow = StayCounts & { role: RoleStays['role'] | null; day: string | null };

/** All stays, those of each role, and those of each day with visits. */
export const readGroupedStays = async (
  tx: TransactionSql,
  period: Period,
  counted: CountedPatients,
): Promise<GroupedStays> => {
  const rows = await tx<GroupRow[]>`
    with ${stays(tx, period, counted)}
    select role, day, ${counts(tx)} from stay
    group by grouping sets ((role), (day), ())
    order by role desc, day`;
  const grouped: GroupedStays = { total: NOTHING, roles: [], days: [] };
  for (const { role, day, ...group } of rows) {
    if (role !== null) grouped.roles.push({ role, ...group });
    else if (day !== null) grouped.days.push({ day, ...group });
    else grouped.total = group;
  }
  return grouped;
};

/** The visits with the most trouble, the worst first; a patient is named to those who may read of them. */
export const readTroubledVisits = async (
  tx: TransactionSql,
  period: Period,
  { counted, readable }: { counted: CountedPatients; readable: readonly string[] },
): Promise<VisitStays[]> => {
  const rows = await tx<(Omit<VisitStays, 'startedAt'> & { beganAt: Date })[]>`
    with ${stays(tx, period, counted)},
    named as (select id, name from patients where id in (select jsonb_array_elements_text(${tx.json(readable)})::uuid))
    select consultation_id as "consultationId", began_at as "beganAt", named.name as "patientName", ${counts(tx)}
    from stay left join named on named.id = stay.patient_id
    group by consultation_id, began_at, named.name
    order by count(*) filter (where join_ms is null) desc,
      sum(reconnecting_ms::bigint + frozen_ms + voice_only_ms) desc, began_at desc
    limit ${MOST_LISTED_VISITS}`;
  return rows.map(({ beganAt, ...visit }) => ({ ...visit, startedAt: beganAt.toISOString() }));
};

const NOTHING: StayCounts = {
  ...{ visits: 0, stays: 0, neverConnected: 0, joinP50: null, joinP95: null, connectedMs: 0, reconnects: 0 },
  ...{ goneShare: null, frozenShare: null, voiceOnlyShare: null, weakShare: null, missedShare: null, lostShare: null },
};
