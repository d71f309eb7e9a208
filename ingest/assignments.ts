import type { TransactionSql } from 'postgres';
import { textColumn } from './array-literal.ts';
import type { Item } from './item.ts';
import { isRecord } from './validate.ts';

type Assignment = { patientId: string; userSlot: number | null; startsAtMs: number; endsAtMs: number | null };

/** Rejections that leave it open when the reading was taken: its patient is the device's of now. */
const TIME_UNKNOWN = new Set(['future-clock', 'reset-clock', 'impossible-date', 'malformed-json', 'too-many-elements']);

/** Sets each item's patient: whose device it was (or whose user slot) at the time of measurement. */
export const resolvePatients = async (tx: TransactionSql, items: readonly Item[]): Promise<void> => {
  const deviceIds = new Set<string>();
  for (const { source } of items) if (source.type === 'device') deviceIds.add(source.deviceId);
  const assignments = deviceIds.size === 0 ? new Map<string, Assignment[]>() : await load(tx, [...deviceIds]);
  for (const item of items) {
    const { source } = item;
    item.patientId =
      source.type === 'manual'
        ? source.patientId
        : patientAt(assignments.get(source.deviceId) ?? [], slotOf(item), timeOf(item));
    if (item.hasNoPatient) item.patientId = null;
    if (item.patientId === null && item.rejection === null) {
      item.refused = {
        reason: 'unassigned-device',
        detail: 'the device belonged to nobody at the time of measurement',
      };
    }
  }
};

const load = async (tx: TransactionSql, deviceIds: string[]): Promise<Map<string, Assignment[]>> => {
  const rows = await tx<(Assignment & { deviceId: string })[]>`
    select device_id as "deviceId", patient_id as "patientId", user_slot as "userSlot",
      (extract(epoch from starts_at) * 1000)::float8 as "startsAtMs",
      (extract(epoch from ends_at) * 1000)::float8 as "endsAtMs"
    from device_assignments
    where device_id = any (${textColumn(deviceIds, (id) => id)}::text[])`;
  return Map.groupBy(rows, ({ deviceId }) => deviceId);
};

const timeOf = ({ row, rejection, receivedAt, element }: Item): number => {
  if (row !== null) return row.effectiveAtMs;
  if (rejection !== null && TIME_UNKNOWN.has(rejection.reason)) return receivedAt.getTime();
  const measuredAt = isRecord(element) && typeof element['measuredAt'] === 'string' ? element['measuredAt'] : '';
  const measuredAtMs = Date.parse(measuredAt);
  return Number.isNaN(measuredAtMs) ? receivedAt.getTime() : measuredAtMs;
};

const slotOf = ({ reading, element }: Item): number | null => {
  if (reading !== null) return reading.userSlot ?? null;
  return isRecord(element) && typeof element['userSlot'] === 'number' ? element['userSlot'] : null;
};

/** The slot's own assignment, else that of the whole device. A shared device's reading without a slot is nobody's. */
const patientAt = (assignments: readonly Assignment[], slot: number | null, atMs: number): string | null => {
  let ofDevice: string | null = null;
  for (const { patientId, userSlot, startsAtMs, endsAtMs } of assignments) {
    if (atMs < startsAtMs || (endsAtMs !== null && atMs >= endsAtMs)) continue;
    if (userSlot === slot) return patientId;
    if (userSlot === null) ofDevice = patientId;
  }
  return ofDevice;
};
