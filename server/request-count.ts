import { sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { rateLimits } from '#database/schema/index.ts';

export type Limit = { key: string; max: number; windowMs: number };

export const nowMs = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/**
 * Counts an attempt, in one atomic statement, in the database so that several servers count together; answers in how many
 * seconds to try again where it was one too many. A window starts with its first attempt.
 */
export const countRequest = async (db: Database, { key, max, windowMs }: Limit): Promise<number | null> => {
  const isOver = sql`${rateLimits.lastRequest} <= ${nowMs} - ${windowMs}`;
  const [row] = await db
    .insert(rateLimits)
    .values({ key, count: 1, lastRequest: nowMs })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        count: sql`case when ${isOver} then 1 else ${rateLimits.count} + 1 end`,
        lastRequest: sql`case when ${isOver} then ${nowMs} else ${rateLimits.lastRequest} end`,
      },
    })
    .returning({
      count: rateLimits.count,
      waitS: sql<number>`ceil((${rateLimits.lastRequest} + ${windowMs} - ${nowMs}) / 1000.0)::int`,
    });
  if (row === undefined || row.count <= max) return null;
  return Math.max(1, row.waitS);
};
