import { z } from 'zod';
import { DeviceId } from './device.ts';
import { Id, Instant, NextCursor } from './ids.ts';
import { EntryResult } from './observation.ts';

/** A source's name in `POST /api/intake/{source}`: letters, digits and dashes. */
export const IntakeSourceId = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{1,62}[a-z0-9])$/);

/** The sender's own name for one of its users; PostgreSQL's text has no NUL and no half of a character. */
export const ExternalUserId = z
  .string()
  .min(1)
  .max(200)
  .refine((id) => id.isWellFormed() && !id.includes('\u0000'), 'holds a character that cannot be stored');

/** Somebody else's system that sends readings of patients by webhook, and whose are whose. */
export const IntakeSource = z.strictObject({
  id: IntakeSourceId,
  label: z.string(),
  createdAt: Instant,
  revokedAt: Instant.nullable(),
  lastReceivedAt: Instant.nullable(),
  /** Until when what is signed with the secret before the last rotation is taken, too. */
  previousSecretUntil: Instant.nullable(),
  /** Of the reader's own patients only. */
  links: z.array(
    z.strictObject({
      externalUserId: z.string(),
      patientId: Id,
      /** The device as which this user's readings are known here. */
      deviceId: DeviceId,
      from: Instant,
      to: Instant.nullable(),
    }),
  ),
});
export type IntakeSource = z.infer<typeof IntakeSource>;

export const IntakeSourceList = z.strictObject({ sources: z.array(IntakeSource), nextCursor: NextCursor });
export type IntakeSourceList = z.infer<typeof IntakeSourceList>;

export const CreateIntakeSource = z.strictObject({ id: IntakeSourceId, label: z.string().min(1).max(120) });
export type CreateIntakeSource = z.infer<typeof CreateIntakeSource>;

/** Shown once: `whsec_` and 256 bits in base64, as Standard Webhooks writes a symmetric secret. */
export const IntakeSecret = z.strictObject({ source: IntakeSource, secret: z.string() });
export type IntakeSecret = z.infer<typeof IntakeSecret>;

/** 0: the secret before is worth nothing from now on, for one that somebody else has seen. */
export const RotateIntakeSecret = z.strictObject({ keepPreviousForHours: z.int().min(0).max(168).default(24) });
export type RotateIntakeSecret = z.infer<typeof RotateIntakeSecret>;

/** `from`: since when the sender's user is this patient, where that is earlier than now. */
export const LinkUser = z.strictObject({
  externalUserId: ExternalUserId,
  patientId: Id,
  from: Instant.optional(),
});
export type LinkUser = z.infer<typeof LinkUser>;

export const UnlinkUser = z.strictObject({ externalUserId: ExternalUserId, patientId: Id });
export type UnlinkUser = z.infer<typeof UnlinkUser>;

/** What became of one data point. `detail` says what is wrong with it, never a value. */
export const IntakeFate = EntryResult.extend({ detail: z.string().nullable() });
export type IntakeFate = z.infer<typeof IntakeFate>;

/** In the order of the document's data points; all of it is committed. */
export const IntakeReceipt = z.strictObject({ fates: z.array(IntakeFate) });
export type IntakeReceipt = z.infer<typeof IntakeReceipt>;
