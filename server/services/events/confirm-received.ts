import { and, eq, inArray, sql } from 'drizzle-orm';
import { deliveries } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';

/** A number that no event has, but that a client may send. */
const isPossible = (eventId: bigint): boolean => BigInt.asIntN(64, eventId) === eventId;

/**
 * A page of this person shows these events: their own in-app deliveries have arrived. Ids of others, and of events that
 * nobody had to be told of, change nothing.
 */
export const confirmReceived = async (
  { db }: Pick<Deps, 'db'>,
  actor: SignedIn,
  eventIds: readonly string[],
): Promise<number> => {
  const confirmed = await db
    .update(deliveries)
    .set({ state: 'delivered', deliveredAt: sql`now()`, sentAt: sql`coalesce(${deliveries.sentAt}, now())` })
    .where(
      and(
        inArray(deliveries.eventId, eventIds.map(BigInt).filter(isPossible)),
        eq(deliveries.recipientId, actor.userId),
        eq(deliveries.channel, 'in-app'),
        inArray(deliveries.state, ['queued', 'sent']),
      ),
    )
    .returning({ id: deliveries.id });
  return confirmed.length;
};
