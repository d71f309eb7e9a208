import { eq, sql } from 'drizzle-orm';
import type { Message } from '#contracts/message.ts';
import type { Database, Transaction } from '#database/client.ts';
import { messageReads, messages, patients, users } from '#database/schema/index.ts';

/** Has the other side read the message of the row `messages`? Whoever of the care team read it, it is read. */
const isReadByOther = sql<boolean>`exists (
  select 1 from ${messageReads}
  where ${messageReads.patientId} = ${messages.patientId} and ${messageReads.upTo} >= ${messages.sentAt}
    and (${messageReads.userId} is not distinct from ${patients.userId}) = (${messages.authorKind} = 'care-team')
)`;

const columns = {
  message: messages,
  /** The time it was sent to the microsecond, for a cursor. */
  sentAtKey: sql<string>`${messages.sentAt}::text`,
  authorName: users.name,
  isRead: isReadByOther,
};

/** A message's row with what a reader needs beside it; add `where`, `orderBy` and `limit`. */
export const selectMessages = (db: Database | Transaction) =>
  db
    .select(columns)
    .from(messages)
    .innerJoin(patients, eq(patients.id, messages.patientId))
    .innerJoin(users, eq(users.id, messages.authorId))
    .$dynamic();

type MessageRow = Awaited<ReturnType<typeof selectMessages>>[number];

/** What leaves the server of a message. */
export const toMessage = ({ message, authorName, isRead }: MessageRow): Message => ({
  id: message.id,
  patientId: message.patientId,
  alertId: message.alertId,
  authorId: message.authorId,
  authorName,
  authorKind: message.authorKind,
  body: message.body,
  sentAt: message.sentAt.toISOString(),
  isRead,
});
