import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { SEVERITIES } from '#contracts/alert.ts';
import { DISABLED_REASONS, OUTSIDE_CHANNELS } from '#contracts/channel.ts';
import type { PushSubscriptionKeys } from '#contracts/notification-endpoint.ts';
import { LOCALES } from '#contracts/user.ts';
import { bytea } from './devices.ts';
import { relatives } from './relatives.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Where a person is told of alerts when no page of theirs is open. */
export const notificationEndpoints = pgTable(
  'notification_endpoints',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    /** The relative of this patient who is told there. */
    relativeId: uuid('relative_id').references(() => relatives.id),
    channel: text('channel', { enum: OUTSIDE_CHANNELS }).notNull(),
    /** Alerts that are less severe are not told there. */
    tellFrom: text('tell_from', { enum: SEVERITIES }).notNull().default('moderate'),
    /** Mailbox, telephone number, account, or the push subscription's URL. Forgotten when the endpoint is disabled. */
    address: text('address'),
    pushKeys: jsonb('push_keys').$type<PushSubscriptionKeys>(),
    label: text('label').notNull(),
    /** The language in which this endpoint is written to. */
    locale: text('locale', { enum: LOCALES }).notNull(),
    createdAt: at('created_at').notNull(),
    verifiedAt: at('verified_at'),
    disabledAt: at('disabled_at'),
    disabledReason: text('disabled_reason', { enum: DISABLED_REASONS }),
    lastSuccessAt: at('last_success_at'),
    lastFailureAt: at('last_failure_at'),
    /** Since when nothing gets through; null where the last attempt did. */
    failingSince: at('failing_since'),
    /** What the last failure was, such as `HTTP 503`; never what was sent. */
    lastError: text('last_error'),
    /** The code that proves the address is derived from this: whoever reads the database cannot enter it. */
    codeSalt: bytea('code_salt'),
    codeExpiresAt: at('code_expires_at'),
    codeGuesses: integer('code_guesses').notNull().default(0),
    /** A message of its own that is to be sent there, which is about no alert; another one takes its place. */
    messageId: uuid('message_id'),
    messageKind: text('message_kind', { enum: ['code', 'test'] }),
    /** When it is tried next. Compared only with PostgreSQL's clock, as all times below. */
    messageDueAt: at('message_due_at'),
    messageGiveUpAt: at('message_give_up_at'),
    messageAttempts: integer('message_attempts').notNull().default(0),
  },
  (t) => [
    index('notification_endpoints_user_idx').on(t.userId),
    uniqueIndex('notification_endpoints_once_idx')
      .on(t.userId, t.channel, t.address)
      .where(sql`${t.disabledAt} is null`),
    // A browser has one subscription, whoever sits in front of it.
    uniqueIndex('notification_endpoints_browser_idx')
      .on(t.address)
      .where(sql`${t.channel} = 'push' and ${t.disabledAt} is null`),
    index('notification_endpoints_message_idx')
      .on(t.messageDueAt)
      .where(sql`${t.messageDueAt} is not null`),
    // A relative has no account in which a browser could be subscribed.
    check('notification_endpoints_of_relative', sql`${t.relativeId} is null or ${t.channel} <> 'push'`),
    check('notification_endpoints_reachable', sql`(${t.disabledAt} is null) = (${t.address} is not null)`),
    check('notification_endpoints_disabled_for', sql`(${t.disabledAt} is null) = (${t.disabledReason} is null)`),
    check(
      'notification_endpoints_push_keys',
      sql`(${t.channel} = 'push' and ${t.disabledAt} is null) = (${t.pushKeys} is not null)`,
    ),
    check(
      'notification_endpoints_message',
      sql`num_nulls(${t.messageId}, ${t.messageKind}, ${t.messageDueAt}, ${t.messageGiveUpAt}) in (0, 4)`,
    ),
  ],
);
