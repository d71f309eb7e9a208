import { and, eq, isNull } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import { rooms, visitGuests } from '#database/schema/index.ts';
import { enqueueCommand } from '../media/commands.ts';
import type { GuestRow } from './to-guest.ts';

/**
 * The end of one guest's part: their session may do nothing from now on, and they are out of the room, also who has not
 * arrived yet: a token in their hands would open it for another minute.
 */
export const putOut = async (
  tx: Transaction,
  guest: GuestRow,
  state: 'left' | 'removed' | 'revoked',
  at: Date,
): Promise<void> => {
  await tx
    .update(visitGuests)
    .set({ state, endedAt: at, ...(guest.joinedAt !== null && guest.leftAt === null ? { leftAt: at } : {}) })
    .where(eq(visitGuests.id, guest.id));
  if (guest.state !== 'admitted') return;
  const [room] = await tx
    .select({ id: rooms.id, nodeId: rooms.mediaNodeId })
    .from(rooms)
    .where(and(eq(rooms.consultationId, guest.consultationId), isNull(rooms.closedAt)));
  if (room === undefined) return;
  await enqueueCommand(tx, room.nodeId, { type: 'peer:evict', roomId: room.id, peerId: guest.peerId }, at);
};
