import type { Sql, TransactionSql } from 'postgres';
import type { Statement } from '#database/last-statements.ts';
import type { DayOfHours } from '#models/baseline/day-of-hours.ts';
import { HOURS_OF_DAY, KEPT_DAYS, type HourSum } from '#models/baseline/hour-sums.ts';
import { KIND_OF_USUAL, USUAL_STREAMS, type UsualStream } from '#models/baseline/quantities.ts';
import { dateOfDay, DAY_MS } from '#models/local-time/local-day.ts';
import type { BaselinePast } from '#models/detection/personal-baseline.ts';
import { plainColumn } from './array-literal.ts';

type DayRow = DayOfHours & { patientId: string };
type HourRow = HourSum & { patientId: string; stream: UsualStream };
type Past = { hours: BaselinePast['hours'][number][]; keptUntil: BaselinePast['keptUntil'] };

/**
 * What says what is usual for these patients: the days that are written down, and the readings since then, added up by
 * the database. That is two days of readings of each kind; forty would take it a hundred times as long.
 */
export const loadPasts = async (tx: TransactionSql, ids: string): Promise<Map<string, BaselinePast>> => {
  const [days, hours] = await Promise.all([loadDays(tx, ids), loadHours(tx, ids)]);
  const pasts = new Map<string, Past>();
  const pastOf = (patientId: string): Past => {
    const past = pasts.get(patientId) ?? { hours: [], keptUntil: {} };
    pasts.set(patientId, past);
    return past;
  };
  for (const { patientId, ...day } of days) {
    const { keptUntil, hours: ofPatient } = pastOf(patientId);
    const kind = KIND_OF_USUAL[day.stream];
    keptUntil[kind] = Math.max(keptUntil[kind] ?? day.day, day.day);
    ofPatient.push(...hoursOf(day));
  }
  for (const { patientId, ...hour } of hours) pastOf(patientId).hours.push(hour);
  return pasts;
};

/** What is written down of one patient about the 40 days before an instant, for whoever looks at the time since. */
export const loadHoursBefore = async (
  sql: Sql,
  patientId: string,
  beforeMs: number,
): Promise<BaselinePast['hours']> => {
  const end = Math.floor(beforeMs / DAY_MS);
  const days = await sql<DayOfHours[]>`
    select stream, (day - date '1970-01-01')::float8 as day, counts, firsts, seconds
    from hour_sums
    where patient_id = ${patientId} and day >= ${dateOfDay(end - KEPT_DAYS)}::date and day < ${dateOfDay(end)}::date
    order by day`;
  return days.flatMap(hoursOf);
};

const hoursOf = ({ stream, day, counts, firsts, seconds }: DayOfHours): BaselinePast['hours'][number][] =>
  counts.flatMap((count, at) => {
    const sum = { count, first: firsts[at] ?? 0, second: seconds?.[at] ?? 0 };
    return count === 0 ? [] : [{ stream, hour: day * HOURS_OF_DAY + at, ...sum }];
  });

const loadDays = (tx: TransactionSql, ids: string): Promise<DayRow[]> => tx<DayRow[]>`
  select patient.id as "patientId", stream.name as stream, (day - date '1970-01-01')::float8 as day, counts, firsts, seconds
  from unnest(${ids}::uuid[]) as patient (id)
  cross join unnest(${plainColumn(USUAL_STREAMS, (stream) => stream)}::text[]) as stream (name)
  cross join lateral (
    select day, counts, firsts, seconds from hour_sums
    where patient_id = patient.id and stream = stream.name
    order by day desc
    limit ${KEPT_DAYS}
  ) as kept
  order by day`;

/** Which readings count is what `PersonalBaseline` says: no limits of a meter, no cuffless pressure, no pulse but at rest. */
const loadHours = (tx: TransactionSql, ids: string): Promise<HourRow[]> => tx<HourRow[]>`
  with reach as (
    select patient.id as patient_id, of_kind.kind, coalesce(
      (
        select max(day) + 1 from hour_sums where patient_id = patient.id and stream = any (of_kind.streams)
      )::timestamp at time zone 'UTC',
      (
        select max(effective_at) from observations
        where patient_id = patient.id and kind = of_kind.kind and invalidated_at is null
      ) - make_interval(days => ${KEPT_DAYS + 1}::int)
    ) as from_at
    from unnest(${ids}::uuid[]) as patient (id)
    cross join (values
      ('blood-pressure', '{cuff}'::text[]), ('glucose', '{capillary,interstitial}'), ('heart-rate', '{heart-rate}')
    ) as of_kind (kind, streams)
  )
  select reach.patient_id as "patientId", o.*
  from reach
  cross join lateral (
    select case kind when 'blood-pressure' then 'cuff' when 'glucose' then specimen else kind end as stream,
      floor(extract(epoch from effective_at) / 3600)::float8 as hour, count(*)::float8 as count,
      sum(floor(coalesce(systolic, glucose, heart_rate) + 0.5)) as first, sum(floor(coalesce(diastolic, 0) + 0.5)) as second
    from observations
    where patient_id = reach.patient_id and kind = reach.kind and effective_at >= reach.from_at
      and invalidated_at is null and comparator is null and method is distinct from 'cuffless'
      and (kind <> 'heart-rate' or (
        coalesce(steps, 0) = 0 and context is distinct from 'active' and (context = 'rest' or steps is not null)
      ))
    group by 1, 2
  ) as o
  order by hour`;

/** Writes days down that are complete, or were and have got another reading. */
export const writeDays = (
  tx: TransactionSql,
  taken: readonly { patientId: string; days: readonly DayOfHours[] }[],
): Statement[] => {
  const records = taken.flatMap(({ patientId, days }) =>
    days.map(({ day, ...hours }) => ({ patient_id: patientId, day: dateOfDay(day), ...hours })),
  );
  if (records.length === 0) return [];
  return [
    tx`
      insert into hour_sums (patient_id, stream, day, counts, firsts, seconds)
      select patient_id, stream, day, counts, firsts, seconds
      from jsonb_to_recordset(${tx.json(records)}) as record (
        patient_id uuid, stream text, day date, counts int[], firsts int[], seconds int[]
      )
      on conflict (patient_id, stream, day) do update set
        counts = excluded.counts, firsts = excluded.firsts, seconds = excluded.seconds`,
  ];
};

/** From the day of an instant on, what is written down is not true any more: it is read from the observations again. */
export const forgetDays = async (tx: TransactionSql, patientIds: Iterable<string>, fromMs = 0): Promise<void> => {
  const ids = [...patientIds];
  if (ids.length === 0) return;
  const from = dateOfDay(Math.floor(fromMs / DAY_MS));
  await tx`delete from hour_sums where patient_id = any (${ids}::uuid[]) and day >= ${from}::date`;
};
