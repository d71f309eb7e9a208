import { and, eq, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { ReadMessages, UnreadMessages } from '#contracts/message.ts';
import { messageReads, messages } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { requireCorrespondent } from './require-correspondent.ts';
import { countUnread } from './unread.ts';

/** This person has read the thread up to a message. It only ever goes forward; the same again changes nothing. */
export const markMessagesRead = async (
  deps: Deps,
  actor: SignedIn,
  patientId: string,
  { upTo }: ReadMessages,
): Promise<UnreadMessages> => {
  await requireCorrespondent(deps.db, actor, patientId);
  const at = deps.now();
  return inTransaction(deps, async (tx) => {
    const [message] = await tx
      .select({ sentAt: messages.sentAt })
      .from(messages)
      .where(and(eq(messages.id, upTo), eq(messages.patientId, patientId)));
    if (message === undefined) throw new AppError('not_found', 'no such message');
    const [moved] = await tx
      .insert(messageReads)
      .values({ patientId, userId: actor.userId, upTo: message.sentAt, readAt: at })
      .onConflictDoUpdate({
        target: [messageReads.patientId, messageReads.userId],
        set: { upTo: message.sentAt, readAt: at },
        setWhere: sql`${messageReads.upTo} < excluded.up_to`,
      })
      .returning({ upTo: messageReads.upTo });
    if (moved !== undefined) {
      await announce(tx, { type: 'message:read', occurredAt: at, patientId, messageId: upTo });
      await recordAudit(tx, {
        ...{ actor: { type: 'user', id: actor.userId }, at, action: 'message:read' },
        ...{ patientId, subjectType: 'message', subjectId: upTo },
      });
    }
    return { unread: await countUnread(tx, actor, patientId) };
  });
};
