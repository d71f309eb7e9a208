import { sql } from 'drizzle-orm';
import type { Database, Transaction } from '#database/client.ts';
import { usedTokens } from '#database/schema/index.ts';

/** True the first time this id is seen on any server, false when it was used before. */
export const useOnce = async (db: Database | Transaction, id: string, rememberedS: number): Promise<boolean> => {
  const used = await db
    .insert(usedTokens)
    .values({ id, expiresAt: sql`now() + ${rememberedS} * interval '1 second'` })
    .onConflictDoNothing()
    .returning({ id: usedTokens.id });
  return used.length > 0;
};
