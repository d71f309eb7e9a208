import { and, asc, inArray, type SQL } from 'drizzle-orm';
import type { Device } from '#contracts/device.ts';
import { AppError } from '#contracts/errors.ts';
import type { Database, Transaction } from '#database/client.ts';
import { deviceAssignments, devices } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';
import { isInUseNow } from './access.ts';

type DeviceRow = typeof devices.$inferSelect;
type AssignmentRow = typeof deviceAssignments.$inferSelect;

/** What leaves the server of a device: never its secret's hash. */
const toDevice = (row: DeviceRow, isInUse: boolean, assignments: readonly AssignmentRow[]): Device => ({
  id: row.id,
  label: row.label,
  kinds: row.kinds,
  createdAt: row.createdAt.toISOString(),
  revokedAt: row.revokedAt?.toISOString() ?? null,
  lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
  isOnline: row.isOnline,
  batteryPercent: row.batteryPercent,
  firmware: row.firmware,
  isInUse,
  assignments: assignments.map(({ id, patientId, userSlot, startsAt, endsAt }) => ({
    id,
    patientId,
    userSlot,
    from: startsAt.toISOString(),
    to: endsAt?.toISOString() ?? null,
  })),
});

/** Whose a device is, or was, is part of a patient's record: each reader is shown their own patients only. */
const visibleAssignments = (actor: SignedIn, deviceIds: string[]): SQL | undefined =>
  and(inArray(deviceAssignments.deviceId, deviceIds), mayRead(actor, deviceAssignments.patientId));

export const toDevices = async (
  db: Database | Transaction,
  actor: SignedIn,
  rows: readonly DeviceRow[],
): Promise<Device[]> => {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const assignments = await db
    .select()
    .from(deviceAssignments)
    .where(visibleAssignments(actor, ids))
    .orderBy(asc(deviceAssignments.startsAt), asc(deviceAssignments.id));
  const inUse = await db
    .selectDistinct({ id: deviceAssignments.deviceId })
    .from(deviceAssignments)
    .where(and(inArray(deviceAssignments.deviceId, ids), isInUseNow));
  const idsInUse = new Set(inUse.map(({ id }) => id));
  const byDevice = Map.groupBy(assignments, ({ deviceId }) => deviceId);
  return rows.map((row) => toDevice(row, idsInUse.has(row.id), byDevice.get(row.id) ?? []));
};

/** One device that is known to be there. */
export const loadDevice = async (db: Database | Transaction, actor: SignedIn, deviceId: string): Promise<Device> => {
  const rows = await db
    .select()
    .from(devices)
    .where(inArray(devices.id, [deviceId]));
  const [device] = await toDevices(db, actor, rows);
  if (device === undefined) throw new AppError('not_found', 'no such device');
  return device;
};
