import { z } from 'zod';
import { Id, Instant, NextCursor } from './ids.ts';

export const MESSAGE_AUTHOR_KINDS = ['patient', 'care-team'] as const;
export const MessageAuthorKind = z.enum(MESSAGE_AUTHOR_KINDS);
export type MessageAuthorKind = z.infer<typeof MessageAuthorKind>;

/** In characters of JavaScript, as a text field counts them. */
export const MESSAGE_LENGTH = 2_000;

const Body = z
  .string()
  .trim()
  .min(1)
  .max(MESSAGE_LENGTH)
  .refine((body) => body.isWellFormed() && !body.includes('\u0000'), 'holds a character that cannot be stored');

/** One message between a patient and the care team: plain text, never changed. */
export const Message = z.strictObject({
  id: Id,
  patientId: Id,
  /** The alert that it was written from, or answers. */
  alertId: Id.nullable(),
  authorId: Id,
  authorName: z.string(),
  authorKind: MessageAuthorKind,
  body: z.string(),
  sentAt: Instant,
  /** The other side has had it before them: the patient, or anybody of the care team. */
  isRead: z.boolean(),
});
export type Message = z.infer<typeof Message>;

/** One page of a patient's thread, the newest first. */
export const MessagePage = z.strictObject({
  messages: z.array(Message),
  /** How many of the other side's messages whoever asks has not read. */
  unread: z.int(),
  nextCursor: NextCursor,
});
export type MessagePage = z.infer<typeof MessagePage>;

export const SendMessage = z.strictObject({
  body: Body,
  /** For the care team: the alert that it is written from. */
  alertId: Id.optional(),
  /** Made by the page, once a message: the same request again is the same message. */
  key: Id,
});
export type SendMessage = z.infer<typeof SendMessage>;

export const SentMessage = z.strictObject({ message: Message });
export type SentMessage = z.infer<typeof SentMessage>;

/** `upTo`: the newest message that whoever asks has had before them. */
export const ReadMessages = z.strictObject({ upTo: Id });
export type ReadMessages = z.infer<typeof ReadMessages>;

export const UnreadMessages = z.strictObject({ unread: z.int() });
export type UnreadMessages = z.infer<typeof UnreadMessages>;
