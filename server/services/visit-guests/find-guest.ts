import { and, eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { visitGuests } from '#database/schema/index.ts';
import type { GuestRow } from './to-guest.ts';

/** A guest of this visit, locked until the transaction ends. Lock the visit first, as everybody does. */
export const findGuestForChange = async (
  tx: Transaction,
  { consultationId, guestId }: { consultationId: string; guestId: string },
): Promise<GuestRow> => {
  const [row] = await tx
    .select()
    .from(visitGuests)
    .where(and(eq(visitGuests.id, guestId), eq(visitGuests.consultationId, consultationId)))
    .for('update');
  if (row === undefined) throw new AppError('not_found', 'no such guest of this visit');
  return row;
};
