import { createHash } from 'node:crypto';
import { inArray, or, sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { rateLimits } from '#database/schema/index.ts';
import { networkOf } from '../client-address.ts';
import { countRequest, nowMs, type Limit } from '../request-count.ts';

/**
 * Three counters:
 * - one address: generous, because a whole ward signs in from behind one; it only bounds what guessing may cost us;
 * - one account from one address: strict, this is what guessing meets;
 * - one account from anywhere: against guessing from many addresses, yet so wide that a stranger cannot easily lock a
 *   doctor out.
 * Signing in empties the account's counters.
 */
const limitsOf = (email: string, address: string): { address: Limit; account: [Limit, Limit] } => {
  const network = networkOf(address);
  const account = createHash('sha256').update(email.toLowerCase()).digest('base64url');
  const quarterHourMs = 15 * 60_000;
  return {
    address: { key: `sign-in:address:${network}`, max: 300, windowMs: 60_000 },
    account: [
      { key: `sign-in:account:${account}:${network}`, max: 10, windowMs: quarterHourMs },
      { key: `sign-in:account:${account}`, max: 100, windowMs: quarterHourMs },
    ],
  };
};

/** Counts one attempt before the password is looked at; answers the seconds to wait where there were too many. */
export const countAttempt = async (db: Database, email: string, address: string): Promise<number | null> => {
  const limits = limitsOf(email, address);
  // In this order, so that guessing from one address can add only a little to the account's own counter.
  for (const limit of [limits.address, ...limits.account]) {
    const waitS = await countRequest(db, limit);
    if (waitS !== null) return waitS;
  }
  return null;
};

/** After signing in: the account's counters start again, and those that nobody needs any more go. */
export const forgetAttempts = async (db: Database, email: string, address: string): Promise<void> => {
  const keys = limitsOf(email, address).account.map(({ key }) => key);
  const dayMs = 24 * 3_600_000;
  await db
    .delete(rateLimits)
    .where(or(inArray(rateLimits.key, keys), sql`${rateLimits.lastRequest} < ${nowMs} - ${dayMs}`));
};
