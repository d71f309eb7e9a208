import { z } from 'zod';
import { Id, Instant, NextCursor } from './ids.ts';
import { READING_KINDS } from './reading.ts';

/** Device ids stand in MQTT topics and as user names: letters, digits and dashes, no wildcard characters. */
export const DeviceId = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{1,62}[a-z0-9])$/);

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

export const CreatedDevice = z.strictObject({ device: Device, credentials: DeviceCredentials });
export type CreatedDevice = z.infer<typeof CreatedDevice>;

export const AssignDevice = z.strictObject({ patientId: Id, userSlot: z.int().min(0).max(255).optional() });
export type AssignDevice = z.infer<typeof AssignDevice>;
