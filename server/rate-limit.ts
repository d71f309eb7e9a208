import { sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Database } from '#database/client.ts';
import { rateLimits } from '#database/schema/index.ts';

export type Limit = { key: string; max: number; windowMs: number };

/** Too often; the answer carries `Retry-After`. */
export class RateLimitError extends AppError {
  readonly retryAfterS: number;

  constructor(retryAfterS: number, message: string) {
    super('rate_limited', message);
    this.retryAfterS = retryAfterS;
  }
}

/** Milliseconds of PostgreSQL's clock, by which all servers count together. */
export const nowMs = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/**
 * Counts one use, in one atomic statement; answers in how many seconds to try again where it was one too many. A window
 * starts with its first use.
 */
export const countUse = async (db: Database, { key, max, windowMs }: Limit): Promise<number | null> => {
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
