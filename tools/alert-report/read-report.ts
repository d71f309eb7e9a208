import type { Sql, TransactionSql } from 'postgres';
import { WATCHDOG_PATIENT_ID } from '#contracts/watchdog.ts';

/** Calendar days of the clinic, both included. Undefined: until today, and thirty days long. */
export type AskedPeriod = { from: string | undefined; to: string | undefined };

export type AlertCounts = {
  /** Times that something went wrong: an alert that is open when it happens again is raised again. */
  raised: number;
  /** Of these: a clinician was paged. */
  paged: number;
  /** Of these: a person acknowledged, or resolved, before it happened again. */
  acknowledged: number;
  /** Seconds from raised to acknowledged; null where nobody has. */
  acknowledgeP50: number | null;
  acknowledgeP95: number | null;
  /** Alerts as they stand in the list: one for all the times it was raised while open. */
  alerts: number;
  resolved: number;
  /** Of these: something was done. */
  actedOn: number;
  /** What people answered to "was this alert useful". */
  answers: number;
  useful: number;
};

export type RuleCounts = AlertCounts & { ruleId: string; ruleSet: string; ruleVersion: string };

export type AlertReport = {
  from: string;
  to: string;
  timeZone: string;
  patientDays: number;
  rules: RuleCounts[];
  total: AlertCounts;
};

type Period = { from: string; to: string; timeZone: string; fromAt: Date; beforeAt: Date };

const DEFAULT_DAYS = 30;

const readPeriod = async (tx: TransactionSql, { from, to }: AskedPeriod): Promise<Period> => {
  const [period] = await tx<Period[]>`
    with zone as (select coalesce((select time_zone from clinics limit 1), 'UTC') as name),
    last as (select name, coalesce(${to ?? null}::date, (now() at time zone name)::date) as day from zone),
    days as (select name, coalesce(${from ?? null}::date, day - ${DEFAULT_DAYS - 1}::int) as first, day as last from last)
    select first::text as "from", last::text as "to", name as "timeZone",
      first::timestamp at time zone name as "fromAt", (last + 1)::timestamp at time zone name as "beforeAt"
    from days`;
  if (period === undefined) throw new Error('the database answered no period');
  if (period.from > period.to) throw new Error(`--from (${period.from}) is after --to (${period.to})`);
  return period;
};

const readPatientDays = async (tx: TransactionSql, { fromAt, beforeAt }: Period): Promise<number> => {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from (
      select distinct o.patient_id, (o.effective_at at time zone p.time_zone)::date
      from observations o
      join patients p on p.id = o.patient_id
      where o.effective_at >= ${fromAt} and o.effective_at < ${beforeAt} and o.invalidated_at is null
        and o.patient_id <> ${WATCHDOG_PATIENT_ID}
    ) as day`;
  return row?.count ?? 0;
};

type CountsRow = AlertCounts & { ruleId: string | null; ruleSet: string | null; ruleVersion: string | null };

/** Each onset by the rule that found it; what became of an alert by the rule of its newest onset in the period. */
const readCounts = (tx: TransactionSql, { fromAt, beforeAt }: Period): Promise<CountsRow[]> => tx<CountsRow[]>`
  with onset as (
    select e.id, e.alert_id, e.at, f.rule_id, f.rule_set, f.rule_version,
      lead(e.at) over (partition by e.alert_id order by e.at, e.id) as again_at
    from alert_events e
    join findings f on f.id = e.finding_id
    where e.type in ('raised', 're-raised') and f.patient_id <> ${WATCHDOG_PATIENT_ID}
  ), judged as (
    select o.*,
      row_number() over (partition by o.alert_id order by o.at desc, o.id desc) = 1 as is_newest,
      exists (
        select 1 from alert_events e
        where e.alert_id = o.alert_id and e.type = 'paged' and e.at >= o.at and (o.again_at is null or e.at < o.again_at)
      ) as is_paged,
      (
        select min(e.at) from alert_events e
        where e.alert_id = o.alert_id and e.type in ('acknowledged', 'resolved') and e.actor ->> 'type' = 'user'
          and e.at >= o.at and (o.again_at is null or e.at < o.again_at)
      ) as acknowledged_at
    from onset o
    where o.at >= ${fromAt} and o.at < ${beforeAt}
  )
  select judged.rule_id as "ruleId", judged.rule_set as "ruleSet", judged.rule_version as "ruleVersion",
    count(*)::int as raised,
    count(*) filter (where is_paged)::int as paged,
    count(judged.acknowledged_at)::int as acknowledged,
    percentile_cont(0.5) within group (order by extract(epoch from judged.acknowledged_at - judged.at)::float8) as "acknowledgeP50",
    percentile_cont(0.95) within group (order by extract(epoch from judged.acknowledged_at - judged.at)::float8) as "acknowledgeP95",
    count(*) filter (where is_newest)::int as alerts,
    count(*) filter (where is_newest and a.outcome is not null)::int as resolved,
    count(*) filter (where is_newest and a.outcome not in ('no-action-needed', 'measurement-error'))::int as "actedOn",
    coalesce(sum(feedback.answers) filter (where is_newest), 0)::int as answers,
    coalesce(sum(feedback.useful) filter (where is_newest), 0)::int as useful
  from judged
  join alerts a on a.id = judged.alert_id
  cross join lateral (
    select count(*) as answers, count(*) filter (where is_useful) as useful
    from alert_feedback where alert_id = judged.alert_id
  ) as feedback
  group by grouping sets ((judged.rule_id, judged.rule_set, judged.rule_version), ())
  order by judged.rule_id, judged.rule_set, judged.rule_version`;

const isOfRule = (row: CountsRow): row is CountsRow & RuleCounts => row.ruleId !== null;

/** Counts alerts, from one snapshot of the database. Nothing in it tells of a person. */
export const readAlertReport = (sql: Sql, asked: AskedPeriod): Promise<AlertReport> =>
  sql.begin('isolation level repeatable read read only', async (tx) => {
    const period = await readPeriod(tx, asked);
    const rows = await readCounts(tx, period);
    const total = rows.find((row) => !isOfRule(row));
    if (total === undefined) throw new Error('the database answered no total');
    const { from, to, timeZone } = period;
    return { from, to, timeZone, patientDays: await readPatientDays(tx, period), rules: rows.filter(isOfRule), total };
  });
