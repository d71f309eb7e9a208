import { eq, isNull, and, sql } from 'drizzle-orm';
import { mediaNodes, rooms } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';
import { isFresh } from './choose-node.ts';
import { postControl } from './post-control.ts';

/**
 * Tells each node which of its rooms the server still wants. Not queued like other commands: the next renewal says the
 * same, and a lease outlives two that were lost. Every server does it, so that no server must.
 */
export const renewLeases = async ({ db, config }: Pick<Deps, 'db' | 'config'>): Promise<void> => {
  const nodes = await db
    .select({
      id: mediaNodes.id,
      mediaUrl: mediaNodes.mediaUrl,
      controlUrl: mediaNodes.controlUrl,
      roomIds: sql<string[]>`array_agg(${rooms.id})`,
    })
    .from(mediaNodes)
    .innerJoin(rooms, and(eq(rooms.mediaNodeId, mediaNodes.id), isNull(rooms.closedAt)))
    .where(isFresh)
    .groupBy(mediaNodes.id);
  await Promise.all(nodes.map(({ roomIds, ...node }) => postControl(config, node, { type: 'lease:renew', roomIds })));
};
