import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { deliveries, notificationEndpoints } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { requireAlert } from './require-alert.ts';

/**
 * This person has opened the alert: whatever told them of it is read. What is still to be sent outside a page stays so:
 * to have seen an alert is not to have taken it.
 */
export const markRead = async ({ db }: Deps, actor: SignedIn, alertId: string): Promise<{ recorded: number }> => {
  await requireAlert(db, actor, alertId, 'read');
  const own = db
    .select({ id: notificationEndpoints.id })
    .from(notificationEndpoints)
    .where(and(eq(notificationEndpoints.userId, actor.userId), isNull(notificationEndpoints.relativeId)));
  const read = await db
    .update(deliveries)
    .set({ state: 'read', readAt: sql`now()` })
    .where(
      and(
        eq(deliveries.alertId, alertId),
        eq(deliveries.recipientId, actor.userId),
        // A patient who reads it says nothing of a relative's telephone.
        or(isNull(deliveries.endpointId), inArray(deliveries.endpointId, own)),
        or(
          inArray(deliveries.state, ['sent', 'delivered']),
          and(eq(deliveries.state, 'queued'), eq(deliveries.channel, 'in-app')),
        ),
      ),
    )
    .returning({ id: deliveries.id });
  return { recorded: read.length };
};
