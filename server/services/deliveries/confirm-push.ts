import { and, eq, inArray, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import { deliveries } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';

/**
 * The service worker of this person's browser has shown the message: it is `delivered`, whatever the push service says.
 * Answers whether that was news.
 */
export const confirmPush = async (
  { db }: Pick<Deps, 'db'>,
  actor: SignedIn,
  deliveryId: string,
): Promise<{ recorded: boolean }> => {
  const own = and(
    eq(deliveries.id, deliveryId),
    eq(deliveries.recipientId, actor.userId),
    eq(deliveries.channel, 'push'),
  );
  const [known] = await db.select({ id: deliveries.id }).from(deliveries).where(own);
  if (known === undefined) throw new AppError('not_found', 'no such delivery');
  const confirmed = await db
    .update(deliveries)
    .set({
      state: 'delivered',
      deliveredAt: sql`now()`,
      sentAt: sql`coalesce(${deliveries.sentAt}, now())`,
      nextAttemptAt: null,
      tellAt: null,
    })
    .where(and(own, inArray(deliveries.state, ['queued', 'sent'])))
    .returning({ id: deliveries.id });
  return { recorded: confirmed.length > 0 };
};
