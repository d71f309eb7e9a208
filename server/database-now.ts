import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '#database/client.ts';

/**
 * What time it is by the one clock that deadlines are compared with, to the millisecond: at this moment, and not when the
 * transaction began. What it has read, or waited for, may have happened since, and comes before what it does about it.
 */
export const databaseNow = async (tx: Transaction): Promise<Date> => {
  const [row] = await tx.execute(sql`select date_trunc('milliseconds', clock_timestamp()) as now`);
  return z.object({ now: z.coerce.date() }).parse(row).now;
};
