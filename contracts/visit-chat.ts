import { z } from 'zod';
import { PARTICIPANT_ROLES } from './consultation.ts';
import { Id, Instant, NextCursor } from './ids.ts';
import { VISIT_FILE_NAME_LENGTH, VISIT_FILE_TYPES, VISIT_TEXT_LENGTH } from './visit-chat-limits.ts';

const Text = z
  .string()
  .trim()
  .min(1)
  .max(VISIT_TEXT_LENGTH)
  .refine((text) => text.isWellFormed() && !text.includes('\u0000'), 'holds a character that cannot be stored');

/** Of a path, for a terminal, or to show a name in another order than it is read: `report-fdp.exe` as `report-exe.pdf`. */
const NOT_IN_A_NAME = /[/\\\p{Cc}\p{Bidi_Control}]/u;

const FileName = z
  .string()
  .trim()
  .min(1)
  .max(VISIT_FILE_NAME_LENGTH)
  .refine((name) => name.isWellFormed() && !NOT_IN_A_NAME.test(name) && !/^\.+$/.test(name), 'is no name of a file');

/** Of a file; its bytes are asked for apart. */
export const VisitFile = z.strictObject({
  /** As it was called where it comes from, with the ending of what it is. */
  name: z.string(),
  /** By its content, whatever its name or its sender said. */
  type: z.enum(VISIT_FILE_TYPES),
  sizeBytes: z.int(),
});

const entry = {
  id: Id,
  consultationId: Id,
  authorId: Id,
  authorName: z.string(),
  authorRole: z.enum(PARTICIPANT_ROLES),
  /** The page's own name for it, by which it knows what it has sent. */
  clientId: Id,
  at: Instant,
};

/** What was written, or handed over, in a visit; never changed. */
export const VisitEntry = z.discriminatedUnion('kind', [
  z.strictObject({ ...entry, kind: z.literal('text'), text: z.string() }),
  z.strictObject({ ...entry, kind: z.literal('file'), file: VisitFile }),
]);
export type VisitEntry = z.infer<typeof VisitEntry>;

/** One page of a visit's chat, the oldest first. */
export const VisitEntryPage = z.strictObject({ entries: z.array(VisitEntry), nextCursor: NextCursor });
export type VisitEntryPage = z.infer<typeof VisitEntryPage>;

export const AddVisitText = z.strictObject({
  text: Text,
  /** Made by the page, once an entry: the same request again is the same entry. */
  clientId: Id,
});
export type AddVisitText = z.infer<typeof AddVisitText>;

/** What is told of a file beside its bytes, which are the body. */
export const AddVisitFile = z.strictObject({ name: FileName, clientId: Id });
export type AddVisitFile = z.infer<typeof AddVisitFile>;

export const AddedVisitEntry = z.strictObject({ entry: VisitEntry });
export type AddedVisitEntry = z.infer<typeof AddedVisitEntry>;

/** Path parameters `{id}` and `{entryId}` of a file. */
export const VisitFileParam = z.strictObject({ id: Id, entryId: Id });
