import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { notificationEndpoints, relatives } from '#database/schema/index.ts';
import type { ServerConfig } from '../../config.ts';
import { codeOf } from '../../services/notification-endpoints/code.ts';
import { markFailing, markReached } from '../../services/notification-endpoints/mark.ts';
import { NO_MESSAGE } from '../../services/notification-endpoints/own-message.ts';
import { stopToken } from '../../services/notification-endpoints/stop.ts';
import type { Message, Outcome } from '../channels/channel.ts';
import { delayAfter } from '../patience.ts';
import type { Text } from '../texts/alert-text.ts';
import { codeText, testText } from '../texts/own-text.ts';
import { relativeCodeText } from '../texts/relative-text.ts';
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
      relation: relatives.relation,
      codeSalt: notificationEndpoints.codeSalt,
      attempts: notificationEndpoints.messageAttempts,
      ttlS: sql<number>`greatest(0, floor(extract(epoch from ${notificationEndpoints.messageGiveUpAt} - now())))::int`,
    })
    .from(notificationEndpoints)
    .leftJoin(relatives, eq(relatives.id, notificationEndpoints.relativeId))
    .where(and(inArray(notificationEndpoints.id, [...ids]), isNull(notificationEndpoints.disabledAt)));

export type OwnMessage = Awaited<ReturnType<typeof loadOwnMessages>>[number];

export const composeOwnMessage = (config: ServerConfig, own: OwnMessage): Message => {
  const { endpointId, messageId, kind, locale, ttlS } = own;
  return {
    id: messageId ?? endpointId,
    kind: kind === 'code' ? 'code' : 'test',
    alertId: null,
    severity: SEVERITY,
    path: own.relation === null ? '/notifications' : `/stop/${stopToken(config, endpointId)}`,
    ...{ locale, ttlS },
    ...ownText(config, own),
  };
};

const ownText = (config: ServerConfig, { endpointId, kind, codeSalt, relation, locale }: OwnMessage): Text => {
  if (kind !== 'code' || codeSalt === null) return testText(locale);
  const code = codeOf(config, endpointId, codeSalt);
  return relation === null ? codeText(locale, code) : relativeCodeText(locale, relation, code);
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
