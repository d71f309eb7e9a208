import type { Sql } from 'postgres';
import type { Actor } from '#contracts/alert.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { WATCHDOG_DEVICE_ID } from '#contracts/watchdog.ts';
import { newId } from '#database/ids.ts';

const LOCK = 'kanhu:adopt-devices';
const HABIT: Actor = { type: 'system', id: 'device-habit' };

/** Twice a day, as the home protocol asks: silent after 36 h. */
const CUFF_EVERY_MINUTES = 720;
/** So many sensor readings show how often it sends; their median gap does not mind a hole or two. */
const HABIT_READINGS = 12;
/** A sensor sends at least this often; who sends rarer is measured by hand. */
const SENSOR_EVERY_MINUTES_AT_MOST = 30;

type Adopted = { patientId: string; deviceId: string; kind: ReadingKind; everyMinutes: number };

/**
 * Expects readings from devices that were given to a patient and of which nobody has said how often they send: a cuff
 * twice a day, a glucose sensor at the rate at which it has been sending. Returns for how many. One server at a time.
 */
export const adoptDevices = (sql: Sql): Promise<number> =>
  sql.begin(async (tx) => {
    const [lock] = await tx<{ won: boolean }[]>`select pg_try_advisory_xact_lock(hashtext(${LOCK})) as won`;
    if (lock?.won !== true) return 0;
    const found = await tx<Adopted[]>`
      with unasked as (
        select a.patient_id, a.device_id, a.starts_at, had.kind
        from device_assignments a
        join devices d on d.id = a.device_id and d.revoked_at is null
        cross join unnest(d.kinds) as had (kind)
        where a.device_id <> ${WATCHDOG_DEVICE_ID}
          and a.starts_at <= now() and (a.ends_at is null or a.ends_at > now()) and had.kind <> 'heart-rate'
          and not exists (
            select 1 from reading_expectations e
            where e.device_id = a.device_id and e.patient_id = a.patient_id and e.kind = had.kind
              and (e.ends_at is null or e.ends_at > a.starts_at)
          )
          -- A webhook's user may send anything: what they have is seen from what comes.
          and (had.kind <> 'blood-pressure'
            or not exists (select 1 from intake_users where device_id = a.device_id)
            or exists (
              select 1 from observations o
              where o.patient_id = a.patient_id and o.kind = 'blood-pressure' and o.source = a.device_id
            ))
      )
      select distinct patient_id as "patientId", device_id as "deviceId", kind,
        case kind when 'blood-pressure' then ${CUFF_EVERY_MINUTES}::int else habit.every_minutes end as "everyMinutes"
      from unasked
      left join lateral (
        select greatest(1, round(percentile_cont(0.5) within group (order by gap) / 60))::int as every_minutes
        from (
          select extract(epoch from effective_at - lag(effective_at) over (order by effective_at)) as gap
          from (
            select effective_at from observations
            where patient_id = unasked.patient_id and kind = 'glucose' and source = unasked.device_id
              and specimen = 'interstitial' and effective_at > greatest(unasked.starts_at, now() - interval '1 day')
            order by effective_at desc limit ${HABIT_READINGS}
          ) as newest
        ) as gaps
        where gap is not null
        having count(*) = ${HABIT_READINGS - 1}
      ) habit on unasked.kind = 'glucose'
      where kind = 'blood-pressure' or habit.every_minutes <= ${SENSOR_EVERY_MINUTES_AT_MOST}`;
    if (found.length === 0) return 0;
    const rows = found.map((adopted) => ({ id: newId(), ...adopted }));
    const made = await tx<{ id: string; patientId: string }[]>`
      insert into reading_expectations (id, patient_id, kind, device_id, every_minutes, starts_at, look_at)
      select id, patient_id, kind, device_id, every_minutes, now(), now() + make_interval(mins => 3 * every_minutes)
      from unnest(
        ${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ patientId }) => patientId)}::uuid[],
        ${rows.map(({ kind }) => kind)}::text[], ${rows.map(({ deviceId }) => deviceId)}::text[],
        ${rows.map(({ everyMinutes }) => everyMinutes)}::int[]
      ) as adopted (id, patient_id, kind, device_id, every_minutes)
      on conflict do nothing
      returning id, patient_id as "patientId"`;
    if (made.length > 0) {
      await tx`
        insert into audit_log (at, actor, action, patient_id, subject_type, subject_id)
        select now(), ${tx.json(HABIT)}, 'expectation:set', patient_id, 'expectation', id::text
        from unnest(${made.map(({ id }) => id)}::uuid[], ${made.map(({ patientId }) => patientId)}::uuid[])
          as made (id, patient_id)`;
    }
    return made.length;
  });
