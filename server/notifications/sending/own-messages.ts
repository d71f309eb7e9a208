import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { notificationEndpoints } from '#database/schema/index.ts';
import type { ServerConfig } from '../../config.ts';
import { codeOf } from '../../services/notification-endpoints/code.ts';
import { markFailing, markReached } from '../../services/notification-endpoints/mark.ts';
import { NO_MESSAGE } from '../../services/notification-endpoints/own-message.ts';
import type { Message, Outcome } from '../channels/channel.ts';
import { delayAfter } from '../patience.ts';
import { codeText, testText } from '../texts/own-text.ts';
import { disableGone } from './record.ts';

/** Somebody sits in front of it and waits. */
const SEVERITY = 'critical';

export const loadOwnMessages = async (db: Database, ids: readonly string[]) =>
  db
    .select({
      endpointId: notificationEndpoints.id,
      messageId: notificationEndpoints.messageId,
      channel: notificationEndpoints.channel,
      address: notificationEndpoints.address,
      pushKeys: notificationEndpoints.pushKeys,
      locale: notificationEndpoints.locale,
      kind: notificationEndpoints.messageKind,
      codeSalt: notificationEndpoints.codeSalt,
      attempts: notificationEndpoints.messageAttempts,
      ttlS: sql<number>`greatest(0, floor(extract(epoch from ${notificationEndpoints.messageGiveUpAt} - now())))::int`,
    })
    .from(notificationEndpoints)
    .where(and(inArray(notificationEndpoints.id, [...ids]), isNull(notificationEndpoints.disabledAt)));

export type OwnMessage = Awaited<ReturnType<typeof loadOwnMessages>>[number];

export const composeOwnMessage = (config: ServerConfig, own: OwnMessage): Message => {
  const { endpointId, messageId, kind, codeSalt, locale, ttlS } = own;
  const text =
    kind === 'code' && codeSalt !== null ? codeText(locale, codeOf(config, endpointId, codeSalt)) : testText(locale);
  return {
    id: messageId ?? endpointId,
    kind: kind === 'code' ? 'code' : 'test',
    alertId: null,
    severity: SEVERITY,
    path: '/notifications',
    ...{ locale, ttlS },
    ...text,
  };
};

/** One that was asked for again meanwhile is another message, and still to be sent. */
const isStillAsked = ({ messageId }: OwnMessage) =>
  messageId === null ? sql`false` : eq(notificationEndpoints.messageId, messageId);

export const recordOwnOutcome = (db: Database, own: OwnMessage, outcome: Outcome): Promise<void> =>
  db.transaction(async (tx) => {
    if (outcome.state === 'sent' || outcome.state === 'delivered') {
      await tx.update(notificationEndpoints).set(NO_MESSAGE).where(isStillAsked(own));
      await markReached(tx, own.endpointId);
      return;
    }
    await markFailing(tx, own.endpointId, outcome.error);
    if (outcome.state === 'gone') await disableGone(tx, own.endpointId);
    else if (outcome.state === 'refused')
      await tx.update(notificationEndpoints).set(NO_MESSAGE).where(isStillAsked(own));
    else {
      const delayMs = delayAfter(SEVERITY, own.attempts, outcome.retryAfterMs);
      const nextAt = sql`now() + make_interval(secs => ${delayMs / 1000})`;
      const [waiting] = await tx
        .update(notificationEndpoints)
        .set({ messageDueAt: nextAt })
        .where(and(isStillAsked(own), sql`${nextAt} <= ${notificationEndpoints.messageGiveUpAt}`))
        .returning({ id: notificationEndpoints.id });
      if (waiting === undefined) await tx.update(notificationEndpoints).set(NO_MESSAGE).where(isStillAsked(own));
    }
  });
