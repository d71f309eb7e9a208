import { and, count, eq, isNull } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { CreateNotificationEndpoint, NotificationEndpoint } from '#contracts/notification-endpoint.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { notificationEndpoints } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { isConstraint } from '../../errors.ts';
import { inTransaction } from '../../transaction.ts';
import { newCode } from './code.ts';
import { requireRelative } from '../relatives/to-relative.ts';
import { disableEndpoint } from './disable.ts';
import { limitOwnMessages, ownMessage } from './own-message.ts';
import { requireOwnEndpoint, toEndpoint } from './to-endpoint.ts';
import { usableChannels } from './usable-channels.ts';

/** Nobody has more telephones. */
const MOST_ENDPOINTS = 10;

/**
 * Adds a place where somebody is told. A browser's subscription is its own proof; to everything else a code is sent, and
 * nothing but that until it was entered.
 */
export const createEndpoint = async (
  deps: Deps,
  actor: SignedIn,
  wanted: CreateNotificationEndpoint,
): Promise<NotificationEndpoint> => {
  if (!(await usableChannels(deps.db, deps.config)).includes(wanted.channel)) {
    throw new AppError('invalid', 'the request is not valid', [
      { path: 'channel', message: 'is not set up, or not switched on in this clinic' },
    ]);
  }
  await limitOwnMessages(deps.db, actor.userId);
  try {
    return await inTransaction(deps, async (tx) => {
      if (wanted.channel === 'push') await takeOver(tx, actor, wanted.subscription.endpoint, deps.now());
      const relativeId = wanted.channel === 'push' ? null : (wanted.relativeId ?? null);
      if (relativeId !== null) await requireRelative(tx, actor, relativeId);
      await requireRoom(tx, actor, relativeId);
      return add(deps, tx, actor, wanted, relativeId);
    });
  } catch (error) {
    if (isConstraint(error, 'notification_endpoints_once_idx')) throw new AppError('conflict', 'this is there already');
    throw error;
  }
};

const requireRoom = async (tx: Transaction, { userId }: SignedIn, relativeId: string | null): Promise<void> => {
  const [row] = await tx
    .select({ active: count() })
    .from(notificationEndpoints)
    .where(
      and(
        eq(notificationEndpoints.userId, userId),
        relativeId === null
          ? isNull(notificationEndpoints.relativeId)
          : eq(notificationEndpoints.relativeId, relativeId),
        isNull(notificationEndpoints.disabledAt),
      ),
    );
  if ((row?.active ?? 0) >= MOST_ENDPOINTS) {
    throw new AppError('conflict', `at most ${MOST_ENDPOINTS} at once: remove one first`);
  }
};

/** A browser is told for whoever signed in there last; the subscription of before is over. */
const takeOver = async (tx: Transaction, actor: SignedIn, address: string, at: Date): Promise<void> => {
  const earlier = await tx
    .select({ id: notificationEndpoints.id, userId: notificationEndpoints.userId })
    .from(notificationEndpoints)
    .where(
      and(
        eq(notificationEndpoints.channel, 'push'),
        eq(notificationEndpoints.address, address),
        isNull(notificationEndpoints.disabledAt),
      ),
    )
    .for('update');
  for (const { id, userId } of earlier) {
    await disableEndpoint(tx, {
      ...{ id, at, actor: { type: 'user', id: actor.userId } },
      reason: userId === actor.userId ? 'removed' : 'taken-over',
    });
  }
};

const add = async (
  { now }: Deps,
  tx: Transaction,
  actor: SignedIn,
  wanted: CreateNotificationEndpoint,
  relativeId: string | null,
): Promise<NotificationEndpoint> => {
  const id = newId();
  const at = now();
  const { channel, label, locale } = wanted;
  await tx.insert(notificationEndpoints).values({
    ...{ id, userId: actor.userId, relativeId, channel, label, locale, createdAt: at },
    // Whom a page tells is the clinic's; a relative is told of what is critical, unless the patient wants more.
    tellFrom: relativeId === null ? 'moderate' : 'critical',
    ...(wanted.channel === 'push'
      ? { address: wanted.subscription.endpoint, pushKeys: wanted.subscription.keys, verifiedAt: at }
      : { address: wanted.address, ...newCode(), ...ownMessage('code') }),
  });
  await recordAudit(tx, {
    actor: { type: 'user', id: actor.userId },
    at,
    action: 'notification-endpoint:added',
    patientId: null,
    subjectType: 'notification-endpoint',
    subjectId: id,
    detail: { channel, ...(relativeId === null ? {} : { relativeId }) },
  });
  return toEndpoint(await requireOwnEndpoint(tx, actor, id));
};
