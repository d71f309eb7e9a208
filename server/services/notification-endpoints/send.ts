import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { NotificationEndpoint } from '#contracts/notification-endpoint.ts';
import { notificationEndpoints } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { newCode } from './code.ts';
import { limitOwnMessages, ownMessage } from './own-message.ts';
import { requireOwnEndpoint, toEndpoint } from './to-endpoint.ts';

/** Sends a new code to an address that is not verified yet; the one before is worth nothing then. */
export const sendCode = async (deps: Deps, actor: SignedIn, endpointId: string): Promise<NotificationEndpoint> => {
  await requireOwnEndpoint(deps.db, actor, endpointId);
  await limitOwnMessages(deps.db, actor.userId);
  const [row] = await deps.db
    .update(notificationEndpoints)
    .set({ ...newCode(), ...ownMessage('code') })
    .where(and(isOwnInUse(actor, endpointId), isNull(notificationEndpoints.verifiedAt)))
    .returning();
  if (row === undefined) throw new AppError('conflict', 'this endpoint needs no code');
  return toEndpoint(row);
};

/** Sends what an alert would look like, so that its owner sees that it arrives. */
export const sendTest = async (deps: Deps, actor: SignedIn, endpointId: string): Promise<NotificationEndpoint> => {
  await requireOwnEndpoint(deps.db, actor, endpointId);
  await limitOwnMessages(deps.db, actor.userId);
  const [row] = await deps.db
    .update(notificationEndpoints)
    .set(ownMessage('test'))
    .where(and(isOwnInUse(actor, endpointId), isNotNull(notificationEndpoints.verifiedAt)))
    .returning();
  if (row === undefined) throw new AppError('conflict', 'this endpoint is not verified, or not in use any more');
  return toEndpoint(row);
};

const isOwnInUse = ({ userId }: SignedIn, endpointId: string) =>
  and(
    eq(notificationEndpoints.id, endpointId),
    eq(notificationEndpoints.userId, userId),
    isNull(notificationEndpoints.disabledAt),
  );
