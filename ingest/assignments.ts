import type { Item } from './item.ts';
import type { Rejection } from './rejection.ts';
import { isRecord } from './validate.ts';

/** Whose a device, or a user slot of it, is from when to when. */
export type Assignment = { patientId: string; userSlot: number | null; startsAtMs: number; endsAtMs: number | null };

/** Rejections that leave it open when the reading was taken: its patient is the device's of now. */
const TIME_UNKNOWN = new Set(['future-clock', 'reset-clock', 'impossible-date', 'malformed-json', 'too-many-elements']);

/** Sets each item's patient: whose device it was (or whose user slot) at the time of measurement. */
export const assignPatients = (
  items: readonly Item[],
  assignments: ReadonlyMap<string, readonly Assignment[]>,
): void => {
  for (const item of items) {
    const { source } = item;
    item.patientId = item.hasNoPatient ? null : patientOf(item, assignments);
    if (item.patientId === null && item.rejection === null) {
      item.refused = source.type === 'intake' ? UNKNOWN_USER : UNASSIGNED;
    }
  }
};

const UNASSIGNED: Rejection = {
  reason: 'unassigned-device',
  detail: 'the device belonged to nobody at the time of measurement',
};
const UNKNOWN_USER: Rejection = {
  reason: 'unknown-user',
  detail: 'this user of the source is linked to no patient',
};

const patientOf = (item: Item, assignments: ReadonlyMap<string, readonly Assignment[]>): string | null => {
  const { source } = item;
  switch (source.type) {
    case 'manual':
      return source.patientId;
    case 'device':
      return patientAt(assignments.get(source.deviceId) ?? [], slotOf(item), timeOf(item));
    case 'intake':
      return null;
  }
};

/** When the reading was taken; when it came in, where nobody can tell. */
export const timeOf = ({ row, rejection, receivedAt, element }: Item): number => {
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
