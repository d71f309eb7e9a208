import { eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { DeliveryReason } from '#contracts/channel.ts';
import type { Database } from '#database/client.ts';
import { deliveries, messages, notificationEndpoints, patients, users } from '#database/schema/index.ts';
import type { Settings } from '../../services/notification-settings/read-settings.ts';
import type { Message } from '../channels/channel.ts';
import { hasUnread, MESSAGE_SEVERITY } from '../message-deliveries.ts';
import { messageText } from '../texts/message-text.ts';

const authors = alias(users, 'authors');

/** Everything that telling a patient of a message needs, as it stands now; deliveries about alerts are left out. */
export const loadMessageDeliveries = async (db: Database, ids: readonly string[]) =>
  db
    .select({
      id: deliveries.id,
      endpointId: notificationEndpoints.id,
      channel: notificationEndpoints.channel,
      attempts: deliveries.attempts,
      ttlS: sql<number>`greatest(0, floor(extract(epoch from ${deliveries.giveUpAt} - now())))::int`,
      address: notificationEndpoints.address,
      pushKeys: notificationEndpoints.pushKeys,
      locale: notificationEndpoints.locale,
      isUsable: sql<boolean>`${notificationEndpoints.verifiedAt} is not null and ${notificationEndpoints.disabledAt} is null`,
      isRecipient: sql<boolean>`not ${users.banned} and coalesce(${patients.userId} = ${users.id}, false)`,
      hasUnread,
      authorName: authors.name,
      region: patients.region,
    })
    .from(deliveries)
    .innerJoin(notificationEndpoints, eq(notificationEndpoints.id, deliveries.endpointId))
    .innerJoin(users, eq(users.id, deliveries.recipientId))
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .innerJoin(authors, eq(authors.id, messages.authorId))
    .innerJoin(patients, eq(patients.id, messages.patientId))
    .where(inArray(deliveries.id, [...ids]));

export type LoadedMessageDelivery = Awaited<ReturnType<typeof loadMessageDeliveries>>[number];

/** Null where there is still reason to send it. */
export const reasonNotToTell = (
  { isUsable, isRecipient, hasUnread, channel }: LoadedMessageDelivery,
  { channels }: Settings,
): DeliveryReason | null => {
  if (!isUsable) return 'endpoint-disabled';
  if (!isRecipient) return 'not-a-recipient';
  if (!channels.includes(channel)) return 'channel-off';
  return hasUnread ? null : 'read';
};

export const composeMessageDelivery = (delivery: LoadedMessageDelivery, { mayCarryDetails }: Settings): Message => {
  const { id, locale, ttlS } = delivery;
  return {
    kind: 'message',
    path: '/messages',
    alertId: null,
    severity: MESSAGE_SEVERITY,
    ...{ id, locale, ttlS },
    ...messageText(delivery, { locale, mayCarryDetails }),
  };
};
