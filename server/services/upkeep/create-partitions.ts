import { sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';

/** Makes the months to come, so that readings never wait for it; those of the past stand in the default partition. */
export const createPartitions = async (db: Database): Promise<number> => {
  const [made] = await db.execute<{ made: number }>(
    sql`select create_observation_partitions(now()::date, (now() + interval '3 months')::date) as made`,
  );
  return made?.made ?? 0;
};
