import { DeviceStatus } from '#contracts/mqtt.ts';

/** A status is a few words; whatever is longer is something else. */
const MAX_STATUS_BYTES = 1024;

/** What a device says about itself, or null where it is no status. */
export const parseDeviceStatus = (payload: Buffer): DeviceStatus | null => {
  if (payload.length > MAX_STATUS_BYTES) return null;
  try {
    return DeviceStatus.safeParse(JSON.parse(payload.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
};
