import { and, eq, isNull, not } from 'drizzle-orm';
import { mediaNodes, rooms } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { isFresh } from './choose-node.ts';
import { moveRoom } from './rooms.ts';

/** Open rooms of nodes that fell silent for longer than their lease go to a node that is alive. */
export const moveStrandedRooms = async (deps: Deps): Promise<number> => {
  const stranded = await deps.db
    .select({ roomId: rooms.id, epoch: rooms.epoch, avoidNodeId: rooms.mediaNodeId })
    .from(rooms)
    .innerJoin(mediaNodes, eq(mediaNodes.id, rooms.mediaNodeId))
    .where(and(isNull(rooms.closedAt), not(isFresh)));
  let moved = 0;
  for (const room of stranded) {
    const result = await inTransaction(deps, (tx) => moveRoom(tx, { ...room, reason: 'node-silent' }, deps.now()));
    if (result !== null) moved += 1;
  }
  return moved;
};
