import { z } from 'zod';
import { DEVICE_ID } from './device-id.ts';
import { Id, Instant, NextCursor } from './ids.ts';
import { READING_KINDS } from './reading.ts';

export const DeviceId = z.string().regex(DEVICE_ID);

export const Device = z.strictObject({
  id: DeviceId,
  label: z.string(),
  kinds: z.array(z.enum(READING_KINDS)),
  createdAt: Instant,
  revokedAt: Instant.nullable(),
  lastSeenAt: Instant.nullable(),
  isOnline: z.boolean(),
  batteryPercent: z.number().nullable(),
  firmware: z.string().nullable(),
  /** Somebody has it now; whose it is stands in `assignments`, for those who may read that person's record. */
  isInUse: z.boolean(),
  assignments: z.array(
    z.strictObject({
      id: Id,
      patientId: Id,
      userSlot: z.int().nullable(),
      from: Instant,
      to: Instant.nullable(),
    }),
  ),
});
export type Device = z.infer<typeof Device>;

export const DeviceList = z.strictObject({ devices: z.array(Device), nextCursor: NextCursor });
export type DeviceList = z.infer<typeof DeviceList>;

export const CreateDevice = z.strictObject({
  id: DeviceId.optional(),
  label: z.string().min(1).max(120),
  kinds: z.array(z.enum(READING_KINDS)).min(1),
});
export type CreateDevice = z.infer<typeof CreateDevice>;

/** Shown once: the secret is stored only as its SHA-256. */
export const DeviceCredentials = z.strictObject({ username: DeviceId, password: z.string() });

export const RotatedDevice = z.strictObject({ device: Device, credentials: DeviceCredentials });
export type RotatedDevice = z.infer<typeof RotatedDevice>;

/** With which a patient takes the device over, once: in two groups, shown once, stored as a keyed hash. */
export const DeviceClaim = z.strictObject({ code: z.string(), expiresAt: Instant });
export type DeviceClaim = z.infer<typeof DeviceClaim>;

export const CreatedDevice = RotatedDevice.extend({ claim: DeviceClaim });
export type CreatedDevice = z.infer<typeof CreatedDevice>;

const UserSlot = z.int().min(0).max(255).optional();

export const AssignDevice = z.strictObject({ patientId: Id, userSlot: UserSlot });
export type AssignDevice = z.infer<typeof AssignDevice>;

/** The code as it was typed; the slot where several people share the device. */
export const ClaimDevice = z.strictObject({ code: z.string().min(1).max(40), userSlot: UserSlot });
export type ClaimDevice = z.infer<typeof ClaimDevice>;
