import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { MediaHeartbeat } from '#contracts/media.ts';
import type { Transaction } from '#database/client.ts';
import { mediaNodes, rooms } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { enqueueCommand } from './commands.ts';
import { moveRoom } from './rooms.ts';

/** A room younger than this may have been opened after the node made its list. */
const SETTLED_AFTER = sql`interval '5 seconds'`;

/** Keeps the registry of media nodes, and mends where a node's list of rooms and ours disagree. */
export const recordHeartbeat = async (deps: Deps, heartbeat: MediaHeartbeat): Promise<void> => {
  const { nodeId, mediaUrl, controlUrl, startedAt, isDraining, workers } = heartbeat;
  const reported = {
    mediaUrl,
    controlUrl,
    startedAt: new Date(startedAt),
    heartbeatAt: sql`now()`,
    isDraining,
    workers,
    roomCount: heartbeat.rooms.length,
  };
  await deps.db
    .insert(mediaNodes)
    .values({ id: nodeId, ...reported })
    .onConflictDoUpdate({ target: mediaNodes.id, set: reported });
  const disagreement = await findDisagreement(deps, heartbeat);
  if (disagreement.lost.length + disagreement.unwanted.length === 0) return;
  await inTransaction(deps, async (tx) => {
    await mend(tx, nodeId, disagreement, deps.now());
  });
};

type Disagreement = { lost: { roomId: string; epoch: number }[]; unwanted: string[] };

/**
 * `lost`: people are in the room as far as we know, and the node does not have it (it was restarted within its lease).
 * `unwanted`: the node has a room that ended here, or that moved elsewhere.
 */
const findDisagreement = async (
  { db }: Pick<Deps, 'db'>,
  { nodeId, rooms: reported }: MediaHeartbeat,
): Promise<Disagreement> => {
  const ours = await db
    .select({
      roomId: rooms.id,
      epoch: rooms.epoch,
      isSettled: sql<boolean>`${rooms.openedAt} < now() - ${SETTLED_AFTER}`,
      isOccupied: sql<boolean>`exists (
        select 1 from consultation_participants participant
        where participant.consultation_id = ${rooms.consultationId}
          and participant.joined_at is not null and participant.left_at is null
      )`,
    })
    .from(rooms)
    .where(and(eq(rooms.mediaNodeId, nodeId), isNull(rooms.closedAt)));
  const epochs = new Map(reported.map(({ roomId, epoch }) => [roomId, epoch]));
  const lost = ours.filter((room) => room.isSettled && room.isOccupied && epochs.get(room.roomId) !== room.epoch);
  const kept = new Set(ours.map(({ roomId }) => roomId));
  const elsewhere = reported.map(({ roomId }) => roomId).filter((roomId) => !kept.has(roomId));
  return { lost, unwanted: elsewhere.length === 0 ? [] : await settledElsewhere({ db }, elsewhere) };
};

/** Rooms that we know and that are not this node's any more; one that we never heard of may be in the making. */
const settledElsewhere = async ({ db }: Pick<Deps, 'db'>, roomIds: string[]): Promise<string[]> => {
  const rows = await db.select({ id: rooms.id }).from(rooms).where(inArray(rooms.id, roomIds));
  return rows.map(({ id }) => id);
};

const mend = async (tx: Transaction, nodeId: string, { lost, unwanted }: Disagreement, now: Date): Promise<void> => {
  for (const room of lost) await moveRoom(tx, { ...room, reason: 'node-lost-room' }, now);
  for (const roomId of unwanted) await enqueueCommand(tx, nodeId, { type: 'room:close', roomId, reason: 'ended' }, now);
};
