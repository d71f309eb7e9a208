import { and, eq, isNull } from 'drizzle-orm';
import type { MediaNodeEvent, MediaNodeEvents } from '#contracts/media.ts';
import type { Transaction } from '#database/client.ts';
import { consultationParticipants as participants, consultations, rooms } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { startWhenBothPresent } from '../consultations/start-when-both-present.ts';
import { noteGuestPresence } from '../visit-guests/note-presence.ts';
import { moveRoom } from './rooms.ts';
import { useOnce } from './use-once.ts';

/** A node repeats its events until they are answered; each counts once for longer than it may do that. */
const REMEMBERED_S = 86_400;

/** What happened in the rooms of a node. Events of an epoch that is over say nothing about the room of now. */
export const recordNodeEvents = async (deps: Deps, { nodeId, events }: MediaNodeEvents): Promise<void> => {
  await inTransaction(deps, async (tx) => {
    for (const event of events) {
      if (!(await useOnce(tx, event.eventId, REMEMBERED_S))) continue;
      const consultationId = await lockRoomOfNow(tx, nodeId, event);
      if (consultationId !== null) await apply(tx, { nodeId, consultationId, event }, deps.now());
    }
  });
};

/** The consultation before its room: whoever joins, ends or moves at the same moment locks in that order too. */
const lockRoomOfNow = async (tx: Transaction, nodeId: string, event: MediaNodeEvent): Promise<string | null> => {
  await tx
    .select({ id: consultations.id })
    .from(consultations)
    .innerJoin(rooms, eq(rooms.consultationId, consultations.id))
    .where(eq(rooms.id, event.roomId))
    .for('update', { of: consultations });
  const [room] = await tx
    .select({ consultationId: rooms.consultationId })
    .from(rooms)
    .where(
      and(
        eq(rooms.id, event.roomId),
        eq(rooms.epoch, event.epoch),
        eq(rooms.mediaNodeId, nodeId),
        isNull(rooms.closedAt),
      ),
    )
    .for('update');
  return room?.consultationId ?? null;
};

type Happened = { nodeId: string; consultationId: string; event: MediaNodeEvent };

const apply = async (tx: Transaction, { nodeId, consultationId, event }: Happened, now: Date): Promise<void> => {
  switch (event.type) {
    case 'peer:joined': {
      const inRoom = and(eq(participants.consultationId, consultationId), eq(participants.peerId, event.peerId));
      await tx.update(participants).set({ leftAt: null }).where(inRoom);
      await tx
        .update(participants)
        .set({ joinedAt: now })
        .where(and(inRoom, isNull(participants.joinedAt)));
      await noteGuestPresence(tx, { consultationId, peerId: event.peerId, isThere: true }, now);
      await startWhenBothPresent(tx, consultationId, now);
      return;
    }
    case 'peer:left':
      await tx
        .update(participants)
        .set({ leftAt: now })
        .where(and(eq(participants.consultationId, consultationId), eq(participants.peerId, event.peerId)));
      await noteGuestPresence(tx, { consultationId, peerId: event.peerId, isThere: false }, now);
      return;
    case 'media:flowing':
      return;
    case 'room:closed':
      // It ended on the node and not here: its worker died, or the node drains, or our renewals did not arrive.
      await moveRoom(
        tx,
        {
          roomId: event.roomId,
          epoch: event.epoch,
          reason: event.reason,
          // It stops, whatever its last heartbeat said.
          ...(event.reason === 'node-draining' ? { avoidNodeId: nodeId } : {}),
        },
        now,
      );
  }
};
