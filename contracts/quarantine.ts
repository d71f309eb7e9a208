import { z } from 'zod';
import { Id, Instant, NextCursor, Page } from './ids.ts';
import { COMPARATORS, QUARANTINE_REASONS, Reading } from './reading.ts';

export const QUARANTINE_STATES = ['held', 'released', 'discarded'] as const;

/** More than any Bluetooth frame has; what is longer was a message gone wrong. */
export const QUARANTINE_HEX_BYTES = 512;

/** Longer than any reading; a webhook's message may have 1 MiB, and a page of them would hold a browser up. */
export const QUARANTINE_TEXT_BYTES = 4_096;

export const QuarantinedReading = z.strictObject({
  id: Id,
  source: z.string(),
  patientId: Id.nullable(),
  reason: z.enum(QUARANTINE_REASONS),
  detail: z.string(),
  isDangerous: z.boolean(),
  state: z.enum(QUARANTINE_STATES),
  receivedAt: Instant,
  /** When the same bytes last came again; `receivedAt` where they came once. */
  lastReceivedAt: Instant,
  /**
   * The payload's first `QUARANTINE_TEXT_BYTES` as text where they are valid UTF-8 (NUL shown as U+FFFD), else null; all
   * of the bytes are kept either way.
   */
  payloadText: z.string().nullable(),
  /** Where it is no text: its first bytes in hexadecimal, at most `QUARANTINE_HEX_BYTES`. */
  payloadHex: z.string().nullable(),
  /** What was kept is longer than what is shown of it. */
  isCut: z.boolean(),
  /**
   * The reading in it as a device would have sent it, whatever it came in: to fill a form from, and not valid. Null where
   * it cannot be read.
   */
  element: z.record(z.string(), z.unknown()).nullable(),
  /** The sender's name for whose it is, where a webhook's message says. */
  externalUserId: z.string().nullable(),
  occurrences: z.int(),
});
export type QuarantinedReading = z.infer<typeof QuarantinedReading>;

export const QuarantineList = z.strictObject({ readings: z.array(QuarantinedReading), nextCursor: NextCursor });
export type QuarantineList = z.infer<typeof QuarantineList>;
export const QuarantineQuery = Page.extend({ state: z.enum(QUARANTINE_STATES).optional(), patientId: Id.optional() });
export type QuarantineQuery = z.infer<typeof QuarantineQuery>;

/** A clinician releases the reading as it should have been; for a meter's LO or HI only the comparator is missing. */
export const ReleaseQuarantined = z.strictObject({
  patientId: Id.optional(),
  reading: Reading,
  comparator: z.enum(COMPARATORS).optional(),
  reason: z.string().min(3).max(500),
});
export type ReleaseQuarantined = z.infer<typeof ReleaseQuarantined>;
export const DiscardQuarantined = z.strictObject({ reason: z.string().min(3).max(500) });
export type DiscardQuarantined = z.infer<typeof DiscardQuarantined>;
