import { and, desc, eq, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Page } from '#contracts/ids.ts';
import type { MessagePage } from '#contracts/message.ts';
import { messages } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { cutPage, decodeCursor, TimestampKey } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';
import { requireCorrespondent } from './require-correspondent.ts';
import { selectMessages, toMessage } from './to-message.ts';
import { countUnread } from './unread.ts';

/** No two messages of a thread are of one instant. */
const Keys = z.tuple([TimestampKey]);

/** A patient's thread, the newest page first. To have asked for it is not to have read it. */
export const listMessages = async (
  { db }: Deps,
  actor: SignedIn,
  patientId: string,
  query: Page,
): Promise<MessagePage> => {
  await requireCorrespondent(db, actor, patientId);
  const wanted: SQL[] = [eq(messages.patientId, patientId)];
  if (query.cursor !== undefined) {
    const [sentAt] = decodeCursor(query.cursor, Keys);
    wanted.push(sql`${messages.sentAt} < ${sentAt}::timestamptz`);
  }
  const [rows, unread] = await Promise.all([
    selectMessages(db)
      .where(and(...wanted))
      .orderBy(desc(messages.sentAt))
      .limit(query.limit + 1),
    countUnread(db, actor, patientId),
  ]);
  const { page, nextCursor } = cutPage(rows, query.limit, ({ sentAtKey }) => [sentAtKey]);
  return { messages: page.map(toMessage), unread, nextCursor };
};
