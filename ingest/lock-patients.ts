import type { TransactionSql } from 'postgres';
import { plainColumn, textColumn } from './array-literal.ts';
import { timeOf, type Assignment } from './assignments.ts';
import type { Item } from './item.ts';

export type LockedPatients = {
  /** Of each device, as far as they touch the times of these readings. */
  assignments: Map<string, Assignment[]>;
  /** Of each locked patient, this transaction included. */
  versions: Map<string, number>;
};

/** Without a device the row is that of a patient for whom a reading was typed in, and no assignment. */
type Row = Assignment & { version: number; deviceId: string | null };

/** Times that every PostgreSQL column holds; no device was anybody's outside them. */
const EARLIEST_MS = 0;
const LATEST_MS = Date.UTC(9999, 0);

/**
 * Finds whose the readings may be, locks the detector rows of those patients, in one order for everybody, and counts
 * them up; a patient's first row is made here. Two processes with two devices of one patient take turns from here to
 * the end of their transactions.
 */
export const lockPatients = async (tx: TransactionSql, items: readonly Item[]): Promise<LockedPatients> => {
  const { deviceIds, patientIds, fromMs, toMs } = reachOf(items);
  const assignments = new Map<string, Assignment[]>();
  const versions = new Map<string, number>();
  if (deviceIds.length === 0 && patientIds.length === 0) return { assignments, versions };
  const rows = await tx<Row[]>`
    with assigned as materialized (
      select device_id, patient_id, user_slot, starts_at, ends_at
      from device_assignments
      where device_id = any (${textColumn(deviceIds, (id) => id)}::text[])
        and starts_at <= ${isoWithin(toMs)}::timestamptz and (ends_at is null or ends_at > ${isoWithin(fromMs)}::timestamptz)
    ), locked as (
      insert into detectors as detector (patient_id, version)
      select distinct patient_id, 1
      from (
        select patient_id from assigned union all select unnest(${plainColumn(patientIds, (id) => id)}::uuid[])
      ) as patient (patient_id)
      order by patient_id
      on conflict (patient_id) do update set version = detector.version + 1
      returning patient_id, version
    )
    select locked.patient_id as "patientId", locked.version::float8 as version,
      assigned.device_id as "deviceId", assigned.user_slot as "userSlot",
      date_part('epoch', assigned.starts_at) * 1000 as "startsAtMs",
      date_part('epoch', assigned.ends_at) * 1000 as "endsAtMs"
    from locked left join assigned using (patient_id)`;
  for (const { version, deviceId, ...assignment } of rows) {
    versions.set(assignment.patientId, version);
    if (deviceId === null) continue;
    const ofDevice = assignments.get(deviceId);
    if (ofDevice === undefined) assignments.set(deviceId, [assignment]);
    else ofDevice.push(assignment);
  }
  return { assignments, versions };
};

/** Which devices sent something, measured from when to when, and for whom readings were typed in. */
type Reach = { deviceIds: string[]; patientIds: string[]; fromMs: number; toMs: number };

const reachOf = (items: readonly Item[]): Reach => {
  const deviceIds = new Set<string>();
  const patientIds = new Set<string>();
  let fromMs = LATEST_MS;
  let toMs = EARLIEST_MS;
  for (const item of items) {
    const { source } = item;
    if (source.type === 'device') {
      deviceIds.add(source.deviceId);
      const atMs = timeOf(item);
      fromMs = Math.min(fromMs, atMs);
      toMs = Math.max(toMs, atMs);
    } else if (source.type === 'manual' && !item.hasNoPatient) patientIds.add(source.patientId);
  }
  return { deviceIds: [...deviceIds], patientIds: [...patientIds], fromMs, toMs };
};

const isoWithin = (atMs: number): string => new Date(Math.min(Math.max(atMs, EARLIEST_MS), LATEST_MS)).toISOString();
