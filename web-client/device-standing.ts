import type { Device } from '#contracts/device.ts';

export type Assignment = Device['assignments'][number];

/** A device that somebody has and that was not heard for a day: it measures daily, or it should. */
const SILENT_AFTER_MS = 24 * 3_600_000;
/** From here a battery is worth a telephone call. */
const BATTERY_LOW_PERCENT = 20;

/** Nobody waits for a device before it was handed out. */
export const isSilent = (device: Device, now: Date): boolean => {
  const { revokedAt, isInUse, lastSeenAt, createdAt } = device;
  if (revokedAt !== null || !isInUse) return false;
  const handedOut = runningAssignments(device, now).map(({ from }) => Date.parse(from));
  const waitedSince = Math.max(Date.parse(lastSeenAt ?? createdAt), ...handedOut);
  return now.getTime() - waitedSince > SILENT_AFTER_MS;
};

export const isBatteryLow = ({ revokedAt, batteryPercent }: Device): boolean =>
  revokedAt === null && batteryPercent !== null && batteryPercent <= BATTERY_LOW_PERCENT;

export const isUnassigned = ({ revokedAt, isInUse }: Device): boolean => revokedAt === null && !isInUse;

/** Who has the device now, as far as the reader may know. */
export const runningAssignments = ({ assignments }: Device, now: Date): Assignment[] =>
  assignments.filter(({ to }) => to === null || Date.parse(to) > now.getTime());
