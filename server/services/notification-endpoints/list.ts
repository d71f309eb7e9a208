import { and, asc, eq, or, isNull, ne } from 'drizzle-orm';
import type { NotificationEndpointList } from '#contracts/notification-endpoint.ts';
import { notificationEndpoints } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { loadRelatives } from '../relatives/to-relative.ts';
import { toEndpoint } from './to-endpoint.ts';
import { usableChannels } from './usable-channels.ts';

/** One's own endpoints and those of one's relatives; those that have ended by themselves included until their owner removes them. */
export const listEndpoints = async ({ db, config }: Deps, actor: SignedIn): Promise<NotificationEndpointList> => {
  const rows = await db
    .select()
    .from(notificationEndpoints)
    .where(
      and(
        eq(notificationEndpoints.userId, actor.userId),
        or(isNull(notificationEndpoints.disabledReason), ne(notificationEndpoints.disabledReason, 'removed')),
      ),
    )
    .orderBy(asc(notificationEndpoints.createdAt), asc(notificationEndpoints.id));
  return {
    endpoints: rows.map(toEndpoint),
    relatives: await loadRelatives(db, actor),
    channels: await usableChannels(db, config),
    pushKey: config.vapid?.publicKey ?? null,
  };
};
