import { and, asc, eq, ne, not, sql } from 'drizzle-orm';
import { MEDIA_LEASE_MS } from '#contracts/media.ts';
import type { Transaction } from '#database/client.ts';
import { mediaNodes, rooms } from '#database/schema/index.ts';

export type MediaNode = Pick<typeof mediaNodes.$inferSelect, 'id' | 'mediaUrl' | 'controlUrl'>;

/** A node that reported within its lease. By PostgreSQL's clock, which also stamped the report. */
export const isFresh = sql`${mediaNodes.heartbeatAt} > now() - ${MEDIA_LEASE_MS} * interval '1 millisecond'`;

/** The node with the fewest open rooms of those that are alive and take new ones; null when there is none. */
export const chooseNode = async (tx: Transaction, avoidNodeId?: string): Promise<MediaNode | null> => {
  const openRooms = sql`(select count(*) from ${rooms} where ${rooms.mediaNodeId} = ${mediaNodes.id} and ${rooms.closedAt} is null)`;
  const [node] = await tx
    .select({ id: mediaNodes.id, mediaUrl: mediaNodes.mediaUrl, controlUrl: mediaNodes.controlUrl })
    .from(mediaNodes)
    .where(
      and(isFresh, not(mediaNodes.isDraining), avoidNodeId === undefined ? undefined : ne(mediaNodes.id, avoidNodeId)),
    )
    .orderBy(asc(openRooms), asc(mediaNodes.id))
    .limit(1);
  return node ?? null;
};

/** A node as it last reported, whether it is alive or not. */
export const findNode = async (tx: Transaction, nodeId: string): Promise<MediaNode | null> => {
  const [node] = await tx
    .select({ id: mediaNodes.id, mediaUrl: mediaNodes.mediaUrl, controlUrl: mediaNodes.controlUrl })
    .from(mediaNodes)
    .where(eq(mediaNodes.id, nodeId));
  return node ?? null;
};
