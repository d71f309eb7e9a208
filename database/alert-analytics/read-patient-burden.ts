import type { TransactionSql } from 'postgres';
import type { BurdenSpread, PatientBurden } from '#contracts/alert-analytics.ts';
import type { CountedPatients } from '../analytics/counted-patients.ts';
import { judgedOnsets } from './judged-onsets.ts';
import type { Period } from '../analytics/read-period.ts';

/** Common table expression `burden`: one row a patient who measured or had an alert. */
const burden = (tx: TransactionSql, period: Period, counted: CountedPatients) => tx`
  ${judgedOnsets(tx, period, counted)},
  measured as (
    select o.patient_id, count(distinct (o.effective_at at time zone p.time_zone)::date)::int as days
    from observations o
    join patients p on p.id = o.patient_id
    join counted on counted.id = p.id
    where o.effective_at >= ${period.fromAt} and o.effective_at < ${period.beforeAt} and o.invalidated_at is null
    group by o.patient_id
  ), had as (
    select patient_id, count(*)::int as raised, count(paged_at)::int as paged from judged group by patient_id
  ), burden as (
    select coalesce(measured.patient_id, had.patient_id) as patient_id, coalesce(days, 0) as days,
      coalesce(raised, 0) as raised, coalesce(paged, 0) as paged
    from measured full join had on had.patient_id = measured.patient_id
  )`;

type SpreadRow = {
  patientDays: number;
  patients: number;
  raisedP50: number | null;
  raisedP95: number | null;
  raisedMost: number | null;
  pagedP50: number | null;
  pagedP95: number | null;
  pagedMost: number | null;
};

/** Patient-days, and how alerts per patient-day are spread over patients. Nothing in it tells of a person. */
export const readBurdenSpread = async (
  tx: TransactionSql,
  period: Period,
  counted: CountedPatients,
): Promise<BurdenSpread & { patientDays: number }> => {
  const [row] = await tx<SpreadRow[]>`
    with ${burden(tx, period, counted)},
    daily as (select days, raised::float8 / days as raised, paged::float8 / days as paged from burden where days > 0)
    select coalesce(sum(days), 0)::int as "patientDays", count(*)::int as patients,
      percentile_cont(0.5) within group (order by raised) as "raisedP50",
      percentile_cont(0.95) within group (order by raised) as "raisedP95", max(raised) as "raisedMost",
      percentile_cont(0.5) within group (order by paged) as "pagedP50",
      percentile_cont(0.95) within group (order by paged) as "pagedP95", max(paged) as "pagedMost"
    from daily`;
  if (row === undefined) throw new Error('the database answered no burden');
  return {
    patientDays: row.patientDays,
    patients: row.patients,
    raised: { p50: row.raisedP50, p95: row.raisedP95, most: row.raisedMost },
    paged: { p50: row.pagedP50, p95: row.pagedP95, most: row.pagedMost },
  };
};

/** Patients who had an alert, by name, the most pages and alerts first. Only for whoever may see each of them. */
export const readPatientBurden = (
  tx: TransactionSql,
  period: Period,
  patientIds: readonly string[],
): Promise<PatientBurden[]> => tx<PatientBurden[]>`
  with ${burden(tx, period, patientIds)}
  select p.id as "patientId", p.name as "patientName", days as "patientDays", raised, paged
  from burden join patients p on p.id = burden.patient_id
  where raised > 0
  order by paged desc, raised desc, p.name, p.id`;
