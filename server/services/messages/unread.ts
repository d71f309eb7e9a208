import { and, count, inArray, ne, sql } from 'drizzle-orm';
import type { Database, Transaction } from '#database/client.ts';
import { messageReads, messages } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';

/** How many messages of the other side this person has not read, of each of these patients; none is left out. */
export const readUnread = async (
  db: Database | Transaction,
  { userId, role }: Pick<SignedIn, 'userId' | 'role'>,
  patientIds: readonly string[],
): Promise<Map<string, number>> => {
  if (patientIds.length === 0) return new Map();
  const readUpTo = sql`(
    select ${messageReads.upTo} from ${messageReads}
    where ${messageReads.patientId} = ${messages.patientId} and ${messageReads.userId} = ${userId}
  )`;
  const rows = await db
    .select({ patientId: messages.patientId, unread: count() })
    .from(messages)
    .where(
      and(
        inArray(messages.patientId, [...patientIds]),
        ne(messages.authorKind, role === 'patient' ? 'patient' : 'care-team'),
        sql`${messages.sentAt} > coalesce(${readUpTo}, '-infinity'::timestamptz)`,
      ),
    )
    .groupBy(messages.patientId);
  return new Map(rows.map(({ patientId, unread }) => [patientId, unread]));
};

/** The same of one patient. */
export const countUnread = async (
  db: Database | Transaction,
  actor: Pick<SignedIn, 'userId' | 'role'>,
  patientId: string,
): Promise<number> => (await readUnread(db, actor, [patientId])).get(patientId) ?? 0;
