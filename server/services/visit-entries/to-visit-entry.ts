import { eq, inArray, sql } from 'drizzle-orm';
import type { VisitEntry } from '#contracts/visit-chat.ts';
import type { Database, Transaction } from '#database/client.ts';
import { users, visitEntries } from '#database/schema/index.ts';

const columns = {
  entry: visitEntries,
  /** When it was added, to the microsecond, for a cursor. */
  createdAtKey: sql<string>`${visitEntries.createdAt}::text`,
  authorName: users.name,
};

/** An entry's row with what a reader needs beside it, and no bytes; add `where`, `orderBy` and `limit`. */
export const selectVisitEntries = (db: Database | Transaction) =>
  db.select(columns).from(visitEntries).innerJoin(users, eq(users.id, visitEntries.authorId)).$dynamic();

type VisitEntryRow = Awaited<ReturnType<typeof selectVisitEntries>>[number];

/** What leaves the server of an entry. */
export const toVisitEntry = ({ entry, authorName }: VisitEntryRow): VisitEntry => {
  const { id, consultationId, authorId, authorRole, clientId, createdAt, text, fileName, fileType, fileSize } = entry;
  const head = { id, consultationId, authorId, authorName, authorRole, clientId, at: createdAt.toISOString() };
  return fileName === null || fileType === null || fileSize === null
    ? { ...head, kind: 'text', text: text ?? '' }
    : { ...head, kind: 'file', file: { name: fileName, type: fileType, sizeBytes: fileSize } };
};

/** Many entries by id; ids that are not there are left out. */
export const loadVisitEntries = async (
  db: Database | Transaction,
  ids: readonly string[],
): Promise<Map<string, VisitEntry>> => {
  if (ids.length === 0) return new Map();
  const rows = await selectVisitEntries(db).where(inArray(visitEntries.id, [...ids]));
  return new Map(rows.map((row) => [row.entry.id, toVisitEntry(row)]));
};
