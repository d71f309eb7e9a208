import { z } from 'zod';
import { Device, DeviceId } from './device.ts';
import { Instant } from './ids.ts';
import { READING_KINDS } from './reading.ts';

/** How long a browser may send in a device's name before it has to ask again. */
export const DEVICE_TOKEN_LIFETIME_MIN = 15;

/** What a page says about the device that it was paired with: the name it advertises, and what it measures. */
export const PairBluetoothDevice = z.strictObject({
  label: z.string().trim().min(1).max(120),
  kinds: z.array(z.enum(READING_KINDS)).min(1).max(READING_KINDS.length),
  /** The person's own user number on a cuff that several people use; the others' readings are not theirs then. */
  userSlot: z.int().min(0).max(255).optional(),
});
export type PairBluetoothDevice = z.infer<typeof PairBluetoothDevice>;

export const PairedDevice = z.strictObject({ device: Device });
export type PairedDevice = z.infer<typeof PairedDevice>;

/** Signs a browser in at the MQTT endpoint as this device, with client ids that begin with `{username}-`. */
export const DeviceToken = z.strictObject({
  username: DeviceId,
  token: z.string(),
  expiresAt: Instant,
  /** MQTT 3.1.1 over WebSocket. */
  url: z.url({ protocol: /^wss?$/ }),
});
export type DeviceToken = z.infer<typeof DeviceToken>;
