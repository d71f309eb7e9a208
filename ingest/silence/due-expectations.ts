import type { TransactionSql } from 'postgres';
import type { Severity } from '#contracts/alert.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { RuleSetId } from '#contracts/rule.ts';
import { SECOND_ACCOUNT } from '../second-accounts/set-aside.ts';
import { lockDetectors } from '../lock-detectors.ts';

/** An expectation whose time to look has come. Times in ms by PostgreSQL's clock. */
export type DueExpectation = {
  id: string;
  patientId: string;
  ruleSet: RuleSetId;
  kind: ReadingKind;
  deviceId: string | null;
  deviceLabel: string | null;
  everyMinutes: number;
  /** The last reading of the expected kind, or when the expectation began. */
  sinceAt: number;
  lastReading: { id: string; at: number; first: number; second: number } | null;
  /** Null where no device is named, or nobody knows: a webhook's user is never connected. */
  isOnline: boolean | null;
  /** The device is a user of a webhook's sender. */
  isOfWebhook: boolean;
  /** Ended by a person, or because the device is no longer this patient's. */
  endedAt: number | null;
  told: { onsetAt: number; severity: Severity } | null;
  /** When a person closed the alert about a silence that was told; null while it is open, and where none was told. */
  closedAt: number | null;
  nowMs: number;
};

type Row = Omit<DueExpectation, 'sinceAt' | 'told' | 'lastReading'> & {
  startsAt: number;
  toldOnsetAt: number | null;
  toldSeverity: Severity | null;
  lastId: string | null;
  lastAt: number | null;
  lastFirst: number | null;
  lastSecond: number | null;
};

/** Claims what is due, locks the detector rows of those patients as ingest does, and reads what came in. */
export const claimDueExpectations = async (tx: TransactionSql, limit: number): Promise<DueExpectation[]> => {
  const claimed = await tx<{ id: string; patientId: string }[]>`
    select id, patient_id as "patientId" from reading_expectations
    where look_at <= now() and (ends_at is null or told_onset_at is not null)
      and not exists (select 1 from clinics where clock = 'event')
    order by look_at
    limit ${limit}
    for update skip locked`;
  if (claimed.length === 0) return [];
  await lockDetectors(
    tx,
    claimed.map(({ patientId }) => patientId),
  );
  const rows = await tx<Row[]>`
    select e.id, e.patient_id as "patientId", coalesce(t.rule_set, p.rule_set) as "ruleSet", e.kind,
      e.device_id as "deviceId", d.label as "deviceLabel", e.every_minutes as "everyMinutes",
      case when not webhook.is_its then d.is_online end as "isOnline", webhook.is_its as "isOfWebhook",
      floor(extract(epoch from closed.at) * 1000)::float8 as "closedAt",
      floor(extract(epoch from now()) * 1000)::float8 as "nowMs",
      floor(extract(epoch from e.starts_at) * 1000)::float8 as "startsAt",
      floor(extract(epoch from coalesce(e.ends_at, given.ended_at)) * 1000)::float8 as "endedAt",
      floor(extract(epoch from e.told_onset_at) * 1000)::float8 as "toldOnsetAt", e.told_severity as "toldSeverity",
      last.id as "lastId", floor(extract(epoch from last.effective_at) * 1000)::float8 as "lastAt",
      coalesce(last.systolic, last.glucose, last.heart_rate) as "lastFirst", last.diastolic as "lastSecond"
    from reading_expectations e
    join patients p on p.id = e.patient_id
    left join devices d on d.id = e.device_id
    cross join lateral (select exists (select 1 from intake_users where device_id = d.id) as is_its) webhook
    left join lateral (
      select case when bool_or(state not in ('resolved', 'withdrawn')) then null
        else max(coalesce(resolved_at, raised_at)) end as at
      from alerts where patient_id = e.patient_id and rule_id = 'device.no-data'
    ) closed on e.told_onset_at is not null
    left join lateral (
      select rule_set from thresholds where patient_id = p.id order by version desc limit 1
    ) t on true
    left join lateral (
      -- Null while the device is this patient's, else when it was last.
      select case when bool_or(ends_at is null or ends_at > now()) then null else coalesce(max(ends_at), now()) end as ended_at
      from device_assignments where device_id = e.device_id and patient_id = e.patient_id
    ) given on e.device_id is not null
    left join lateral (
      select id, effective_at, systolic, diastolic, glucose, heart_rate from observations o
      where o.patient_id = e.patient_id and o.kind = e.kind and (o.invalidated_at is null or ${SECOND_ACCOUNT} = any (o.flags))
        and (e.device_id is null or o.source = e.device_id) and o.effective_at > e.starts_at
      order by o.effective_at desc limit 1
    ) last on true
    where e.id = any (${claimed.map(({ id }) => id)}::uuid[])`;
  return rows.map(({ startsAt, toldOnsetAt, toldSeverity, lastId, lastAt, lastFirst, lastSecond, ...row }) => ({
    ...row,
    sinceAt: lastAt ?? startsAt,
    lastReading:
      lastId === null || lastAt === null
        ? null
        : { id: lastId, at: lastAt, first: lastFirst ?? Number.NaN, second: lastSecond ?? 0 },
    told: toldOnsetAt === null || toldSeverity === null ? null : { onsetAt: toldOnsetAt, severity: toldSeverity },
  }));
};
