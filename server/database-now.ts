import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '#database/client.ts';

/** What time it is by the one clock that deadlines are compared with, to the millisecond; the same in a whole transaction. */
export const databaseNow = async (tx: Transaction): Promise<Date> => {
  const [row] = await tx.execute(sql`select date_trunc('milliseconds', now()) as now`);
  return z.object({ now: z.coerce.date() }).parse(row).now;
};
