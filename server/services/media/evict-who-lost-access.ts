import { and, eq, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import { consultationParticipants as participants, consultations, rooms } from '#database/schema/index.ts';
import { hasClinicalAccess } from '../../access.ts';
import { enqueueCommand } from './commands.ts';

/**
 * Who signed out leaves the rooms that this session joined, and no other: the same person may be in a call elsewhere.
 * Also who has not arrived yet: a token in their hands would open the room for another minute.
 */
export const evictWhoSignedOut = async (
  tx: Transaction,
  events: readonly { type: string; sessionId: string | null }[],
  now: Date,
): Promise<void> => {
  const sessionIds = events.filter(({ type }) => type === 'session:ended').flatMap(({ sessionId }) => sessionId ?? []);
  if (sessionIds.length > 0) await evictWhere(tx, inArray(participants.sessionId, sessionIds), now);
};

/** Clinicians in a room whose access to the patient is over, however it ended. */
export const evictWhoLostAccess = (tx: Transaction, now: Date): Promise<number> =>
  evictWhere(
    tx,
    and(
      eq(participants.role, 'clinician'),
      isNotNull(participants.joinedAt),
      isNull(participants.leftAt),
      sql`not (${hasClinicalAccess(sql`${participants.userId}`, consultations.patientId)})`,
    ),
    now,
  );

const evictWhere = async (tx: Transaction, condition: SQL | undefined, now: Date): Promise<number> => {
  const found = await tx
    .select({ peerId: participants.peerId, roomId: rooms.id, nodeId: rooms.mediaNodeId })
    .from(participants)
    .innerJoin(consultations, eq(consultations.id, participants.consultationId))
    .innerJoin(rooms, and(eq(rooms.consultationId, consultations.id), isNull(rooms.closedAt)))
    .where(condition)
    .for('update', { of: participants });
  for (const { peerId, roomId, nodeId } of found) {
    await enqueueCommand(tx, nodeId, { type: 'peer:evict', roomId, peerId }, now);
    await tx
      .update(participants)
      .set({ leftAt: now })
      .where(and(eq(participants.peerId, peerId), isNotNull(participants.joinedAt)));
  }
  return found.length;
};
