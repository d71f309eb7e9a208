import { AppError } from '#contracts/errors.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { postControl } from './post-control.ts';
import { moveRoom, type OpenRoom } from './rooms.ts';

/**
 * Makes sure that the node has the room before anybody gets a token for it. A node that does not answer, or that says
 * that this epoch is over there, loses the room at once: whoever was in it asks here first.
 */
export const confirmRoom = async (deps: Deps, room: OpenRoom): Promise<OpenRoom> => {
  const { outcome } = await open(deps, room);
  if (outcome === 'done') return room;
  const moved = await inTransaction(deps, (tx) =>
    moveRoom(
      tx,
      {
        roomId: room.roomId,
        epoch: room.epoch,
        reason: outcome === 'refused' ? 'epoch-over' : 'node-unreachable',
        ...(outcome === 'refused' ? {} : { avoidNodeId: room.node.id }),
      },
      deps.now(),
    ),
  );
  if (moved !== null && (await open(deps, moved)).outcome === 'done') return moved;
  throw new AppError('unavailable', 'the media node does not answer: try again in a moment, or phone');
};

const open = async ({ config }: Deps, { node, roomId, epoch }: OpenRoom) => ({
  outcome: await postControl(config, node, { type: 'room:open', roomId, epoch }),
});
