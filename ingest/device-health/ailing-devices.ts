import type { TransactionSql } from 'postgres';
import type { RuleId, RuleSetId } from '#contracts/rule.ts';

export type DeviceRule = Extract<RuleId, 'device.battery' | 'device.fault' | 'device.clock'>;

/** Too little to last the day. Over again only when it was charged: batteries recover a little by themselves. */
export const BATTERY_LOW_PERCENT = 15;
export const BATTERY_WELL_PERCENT = 25;

/** Something new about a device that a patient has, or the end of it. Times in ms by PostgreSQL's clock. */
export type DeviceTrouble = {
  patientId: string;
  ruleSet: RuleSetId;
  ruleId: DeviceRule;
  deviceId: string;
  deviceLabel: string;
  /** As the device's last status said; null where it does not say. */
  batteryPercent: number | null;
  /** By how much its clock is known to be ahead; null where it is not. */
  clockAheadMs: number | null;
  nowMs: number;
  /** The open finding that is over; null where the trouble is new. */
  overSince: number | null;
};

/** A device that is at fault says so with each reading: only what came in lately is looked at. */
const LATELY = '10 minutes';

/** What patients have in use now. */
const inUse = (tx: TransactionSql) => tx`
  select distinct a.patient_id, d.id as device_id, d.label, d.kinds, d.battery_percent, c.ahead_ms,
    c.learned_at, coalesce(t.rule_set, p.rule_set) as rule_set
  from device_assignments a
  join devices d on d.id = a.device_id and d.revoked_at is null
  join patients p on p.id = a.patient_id
  left join device_clocks c on c.device_id = d.id
  left join lateral (select rule_set from thresholds where patient_id = p.id order by version desc limit 1) t on true
  where a.starts_at <= now() and (a.ends_at is null or a.ends_at > now())`;

const openFindings = (tx: TransactionSql) => tx`
  select patient_id, rule_id, rule_set, stream, substr(stream, 8) as device_id,
    floor(extract(epoch from onset_at) * 1000)::float8 as onset_ms
  from findings
  where rule_id in ('device.battery', 'device.fault', 'device.clock') and lane = 'technical' and cleared_at is null
    and superseded_at is null and withdrawn_at is null`;

const columns = (tx: TransactionSql) => tx`
  patient_id as "patientId", rule_set as "ruleSet", rule_id as "ruleId", device_id as "deviceId",
  label as "deviceLabel", battery_percent::float8 as "batteryPercent",
  ahead_ms::float8 as "clockAheadMs", floor(extract(epoch from now()) * 1000)::float8 as "nowMs"`;

/** Devices with a low battery, a fault or a clock ahead of time that nobody has been told about. */
export const loadNewTroubles = (tx: TransactionSql): Promise<DeviceTrouble[]> => tx<DeviceTrouble[]>`
  with lately as (
    select distinct patient_id, kind, source
    from observations
    where received_at > now() - ${LATELY}::interval and flags && '{battery-low,sensor-fault}'
  ), flagged as (
    -- What the newest reading says counts: it may have come after the one that was flagged.
    select distinct lately.patient_id, lately.source, flag
    from lately
    cross join lateral (
      select flags from observations
      where patient_id = lately.patient_id and kind = lately.kind and source = lately.source
      order by effective_at desc limit 1
    ) as newest
    cross join unnest(newest.flags) as flag
  ), trouble as (
    select distinct used.*, case flag when 'battery-low' then 'device.battery' else 'device.fault' end as rule_id
    from (${inUse(tx)}) as used
    join flagged on flagged.patient_id = used.patient_id and flagged.source = used.device_id
      and flag in ('battery-low', 'sensor-fault')
    union
    select used.*, 'device.battery' from (${inUse(tx)}) as used where battery_percent <= ${BATTERY_LOW_PERCENT}
    union
    select used.*, 'device.clock' from (${inUse(tx)}) as used where ahead_ms is not null
  )
  select ${columns(tx)}, null as "overSince"
  from trouble
  where not exists (
    select 1 from (${openFindings(tx)}) as open
    where open.patient_id = trouble.patient_id and open.rule_id = trouble.rule_id and open.device_id = trouble.device_id
  )`;

/** Open findings of devices that are well again, or that the patient has no longer. */
export const loadEndedTroubles = (tx: TransactionSql): Promise<DeviceTrouble[]> => tx<DeviceTrouble[]>`
  with open as (${openFindings(tx)}), used as (${inUse(tx)})
  select ${columns(tx)}, onset_ms as "overSince"
  from (
    select open.patient_id, open.rule_set, open.rule_id, open.device_id, open.onset_ms,
      coalesce(used.label, open.device_id) as label, used.battery_percent, used.ahead_ms
    from open
    left join used on used.patient_id = open.patient_id and used.device_id = open.device_id
    left join lateral (
      -- What the newest reading of any of its kinds says.
      select bool_or(flags @> array[case open.rule_id when 'device.battery' then 'battery-low' else 'sensor-fault' end])
        as is_flagged
      from unnest(used.kinds) as kind
      cross join lateral (
        select flags from observations
        where patient_id = open.patient_id and observations.kind = kind.kind and source = open.device_id
        order by effective_at desc limit 1
      ) as newest
    ) as said on true
    where used.device_id is null
      or case open.rule_id
        -- Another offset was learned since: the next look tells that one.
        when 'device.clock' then used.ahead_ms is null or used.learned_at > to_timestamp(open.onset_ms / 1000)
        when 'device.fault' then coalesce(said.is_flagged, false) = false
        else coalesce(said.is_flagged, false) = false and coalesce(used.battery_percent, 100) >= ${BATTERY_WELL_PERCENT}
      end
  ) as ended`;
