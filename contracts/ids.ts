import { z } from 'zod';

/** Every record's id: a UUID (version 7 where we make it, so that ids sort by creation). */
export const Id = z.uuid();

/** Path parameter `{id}` of the HTTP interface. */
export const IdParam = z.strictObject({ id: Id });

/** An instant on the wire: ISO 8601 in UTC or with an offset. */
export const Instant = z.iso.datetime({ offset: true });

/** Position in the ordered event stream; a string because it is a 64-bit integer in PostgreSQL. */
export const EventId = z.string().regex(/^\d{1,19}$/);

/** Lists are paged by an opaque cursor. */
export const Page = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type Page = z.infer<typeof Page>;

export const NextCursor = z.string().nullable();
