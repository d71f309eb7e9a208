import { eq } from 'drizzle-orm';
import { notificationEndpoints } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { disableEndpoint } from './disable.ts';
import { requireOwnEndpoint } from './to-endpoint.ts';

/** Nothing is sent there any more, and it is no longer listed; what was sent stays on record without the address. */
export const removeEndpoint = async (deps: Deps, actor: SignedIn, endpointId: string): Promise<void> => {
  await inTransaction(deps, async (tx) => {
    const { disabledAt } = await requireOwnEndpoint(tx, actor, endpointId);
    if (disabledAt === null) {
      await disableEndpoint(tx, {
        id: endpointId,
        actor: { type: 'user', id: actor.userId },
        at: deps.now(),
        reason: 'removed',
      });
    } else {
      await tx
        .update(notificationEndpoints)
        .set({ disabledReason: 'removed' })
        .where(eq(notificationEndpoints.id, endpointId));
    }
  });
};
