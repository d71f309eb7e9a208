import { and, eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { NotificationEndpoint } from '#contracts/notification-endpoint.ts';
import type { Database, Transaction } from '#database/client.ts';
import { notificationEndpoints } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';

type Row = typeof notificationEndpoints.$inferSelect;

/** What its owner sees of an endpoint: a push subscription's address is a secret between browser and push service. */
export const toEndpoint = (row: Row): NotificationEndpoint => ({
  id: row.id,
  channel: row.channel,
  label: row.label,
  address: row.channel === 'push' ? null : row.address,
  locale: row.locale,
  relativeId: row.relativeId,
  tellFrom: row.tellFrom,
  createdAt: row.createdAt.toISOString(),
  verifiedAt: row.verifiedAt?.toISOString() ?? null,
  disabledAt: row.disabledAt?.toISOString() ?? null,
  disabledReason: row.disabledReason,
  lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
  lastFailureAt: row.lastFailureAt?.toISOString() ?? null,
  failingSince: row.failingSince?.toISOString() ?? null,
});

/** One's own endpoint, or none: somebody else's does not exist. */
export const requireOwnEndpoint = async (
  db: Database | Transaction,
  actor: SignedIn,
  endpointId: string,
): Promise<Row> => {
  const [row] = await db
    .select()
    .from(notificationEndpoints)
    .where(and(eq(notificationEndpoints.id, endpointId), eq(notificationEndpoints.userId, actor.userId)));
  if (row === undefined) throw new AppError('not_found', 'no such endpoint');
  return row;
};
