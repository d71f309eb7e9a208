import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import { deliveries } from '#database/schema/index.ts';

/** What was to be told with a message that will not arrive has not arrived either: of that others are told, too. */
export const tellOfGroup = async (tx: Transaction, id: string): Promise<void> => {
  await tx
    .update(deliveries)
    .set({ tellAt: sql`now()` })
    .where(eq(deliveries.groupedInto, id));
};
