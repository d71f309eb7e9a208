import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { RoomCloseReason } from '#contracts/media.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { consultationParticipants, consultations, rooms } from '#database/schema/index.ts';
import { recordAudit } from '../../audit.ts';
import { announce } from '../../outbox.ts';
import { markGuestsLeft } from '../visit-guests/note-presence.ts';
import { chooseNode, findNode, type MediaNode } from './choose-node.ts';
import { enqueueCommand } from './commands.ts';

export type OpenRoom = { roomId: string; consultationId: string; epoch: number; node: MediaNode };

const noNode = () => new AppError('unavailable', 'no media node is up: try again in a moment, or phone');

/** The consultation's live room, on the node that has it; made on the node with the fewest rooms where there is none. */
export const openRoom = async (tx: Transaction, consultationId: string, now: Date): Promise<OpenRoom> => {
  const [room] = await tx.select().from(rooms).where(eq(rooms.consultationId, consultationId)).for('update');
  if (room !== undefined) {
    const node = await findNode(tx, room.mediaNodeId);
    if (node === null) throw noNode();
    return { roomId: room.id, consultationId, epoch: room.epoch, node };
  }
  const node = await chooseNode(tx);
  if (node === null) throw noNode();
  const roomId = newId();
  await tx.insert(rooms).values({ id: roomId, consultationId, mediaNodeId: node.id, epoch: 1, openedAt: now });
  return { roomId, consultationId, epoch: 1, node };
};

/**
 * Gives an open room a new epoch, on another node where there is one. Nobody is inside then; everyone who was asks the
 * server again. Null when the room was closed or moved meanwhile, or when no node is up: then it stays where it is.
 */
export const moveRoom = async (
  tx: Transaction,
  { roomId, epoch, avoidNodeId, reason }: { roomId: string; epoch: number; avoidNodeId?: string; reason: string },
  now: Date,
): Promise<OpenRoom | null> => {
  const [room] = await tx
    .select({ consultationId: rooms.consultationId, patientId: consultations.patientId, from: rooms.mediaNodeId })
    .from(rooms)
    .innerJoin(consultations, eq(consultations.id, rooms.consultationId))
    .where(and(eq(rooms.id, roomId), eq(rooms.epoch, epoch), isNull(rooms.closedAt)))
    .for('update', { of: rooms });
  const node = room && (await chooseNode(tx, avoidNodeId));
  if (!room || !node) return null;
  const { consultationId, patientId, from } = room;
  await tx
    .update(rooms)
    .set({ mediaNodeId: node.id, epoch: epoch + 1, openedAt: now })
    .where(eq(rooms.id, roomId));
  await markEverybodyLeft(tx, consultationId, now);
  await recordAudit(tx, {
    actor: { type: 'system', id: 'media-control' },
    at: now,
    action: 'room:moved',
    patientId,
    subjectType: 'consultation',
    subjectId: consultationId,
    detail: { roomId, from, to: node.id, epoch: epoch + 1, reason },
  });
  await announce(tx, { type: 'consultation:room-moved', occurredAt: now, patientId, consultationId });
  return { roomId, consultationId, epoch: epoch + 1, node };
};

/** Ends the live session of a consultation; whoever is inside is put out by the node. */
export const closeRoom = async (
  tx: Transaction,
  consultationId: string,
  reason: RoomCloseReason,
  now: Date,
): Promise<void> => {
  const [room] = await tx
    .update(rooms)
    .set({ closedAt: now })
    .where(and(eq(rooms.consultationId, consultationId), isNull(rooms.closedAt)))
    .returning({ id: rooms.id, mediaNodeId: rooms.mediaNodeId });
  if (room === undefined) return;
  await markEverybodyLeft(tx, consultationId, now);
  await enqueueCommand(tx, room.mediaNodeId, { type: 'room:close', roomId: room.id, reason }, now);
};

const markEverybodyLeft = async (tx: Transaction, consultationId: string, now: Date): Promise<void> => {
  await markGuestsLeft(tx, consultationId, now);
  await tx
    .update(consultationParticipants)
    .set({ leftAt: now })
    .where(
      and(
        eq(consultationParticipants.consultationId, consultationId),
        isNotNull(consultationParticipants.joinedAt),
        isNull(consultationParticipants.leftAt),
      ),
    );
};
