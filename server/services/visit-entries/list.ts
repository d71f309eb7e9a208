import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import type { Page } from '#contracts/ids.ts';
import type { VisitEntryPage } from '#contracts/visit-chat.ts';
import { consultations, visitEntries } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';
import { cutPage, decodeCursor, TimestampKey } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';
import { selectVisitEntries, toVisitEntry } from './to-visit-entry.ts';

/** No two entries of a visit are of one instant. */
const Keys = z.tuple([TimestampKey]);

/** What was written and handed over in a visit, the oldest first; also long after it has ended. */
export const listVisitEntries = async (
  { db }: Pick<Deps, 'db'>,
  actor: SignedIn,
  consultationId: string,
  query: Page,
): Promise<VisitEntryPage> => {
  const [visit] = await db
    .select({ id: consultations.id })
    .from(consultations)
    .where(and(eq(consultations.id, consultationId), mayRead(actor, consultations.patientId)));
  if (visit === undefined) throw new AppError('not_found', 'no such consultation');
  const wanted: SQL[] = [eq(visitEntries.consultationId, consultationId)];
  if (query.cursor !== undefined) {
    const [createdAt] = decodeCursor(query.cursor, Keys);
    wanted.push(sql`${visitEntries.createdAt} > ${createdAt}::timestamptz`);
  }
  const rows = await selectVisitEntries(db)
    .where(and(...wanted))
    .orderBy(asc(visitEntries.createdAt))
    .limit(query.limit + 1);
  const { page, nextCursor } = cutPage(rows, query.limit, ({ createdAtKey }) => [createdAtKey]);
  return { entries: page.map(toVisitEntry), nextCursor };
};
