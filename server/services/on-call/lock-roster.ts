import { and, eq, isNull } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Transaction } from '#database/client.ts';
import { onCallRosters } from '#database/schema/index.ts';

/** Holds a roster that is not closed until the end of the transaction: two who change it take turns. */
export const lockRoster = async (tx: Transaction, rosterId: string): Promise<{ name: string }> => {
  const [roster] = await tx
    .select({ name: onCallRosters.name })
    .from(onCallRosters)
    .where(and(eq(onCallRosters.id, rosterId), isNull(onCallRosters.closedAt)))
    .for('update');
  if (roster === undefined) throw new AppError('not_found', 'no such roster');
  return roster;
};
