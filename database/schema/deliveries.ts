import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { DELIVERY_CHANNELS, DELIVERY_REASONS, DELIVERY_STATES } from '#contracts/channel.ts';
import { alerts } from './alerts.ts';
import { messages } from './messages.ts';
import { notificationEndpoints } from './notification-endpoints.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Who was told about an alert or a message, how, and whether it reached them. Its deadlines are compared with PostgreSQL's clock only. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid('id').primaryKey(),
    /** What it tells of: an alert, or a message. */
    alertId: uuid('alert_id').references(() => alerts.id),
    messageId: uuid('message_id').references(() => messages.id),
    eventId: bigint('event_id', { mode: 'bigint' }).notNull(),
    recipientId: uuid('recipient_id')
      .notNull()
      .references(() => users.id),
    channel: text('channel', { enum: DELIVERY_CHANNELS }).notNull(),
    /** Null on a page: every open one of the recipient's shows it. */
    endpointId: uuid('endpoint_id').references(() => notificationEndpoints.id),
    /** Told by another message, to the same endpoint, that had not gone out yet: what becomes of that one counts. */
    groupedInto: uuid('grouped_into').references((): AnyPgColumn => deliveries.id),
    state: text('state', { enum: DELIVERY_STATES }).notNull().default('queued'),
    /** On a page: this person has snoozed it, and is shown it all the same. */
    isSnoozed: boolean('is_snoozed').notNull().default(false),
    queuedAt: at('queued_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** When it is tried next; null where nobody sends it any more. */
    nextAttemptAt: at('next_attempt_at'),
    /** After which it is not tried again. */
    giveUpAt: at('give_up_at'),
    /** When others are told that it has not arrived; null where it has, or they were. */
    tellAt: at('tell_at'),
    /** What the last failure was, such as `HTTP 503`; never what was sent. */
    lastError: text('last_error'),
    sentAt: at('sent_at'),
    deliveredAt: at('delivered_at'),
    readAt: at('read_at'),
    failedAt: at('failed_at'),
    failureReason: text('failure_reason', { enum: DELIVERY_REASONS }),
  },
  (t) => [
    uniqueIndex('deliveries_once_idx')
      .on(t.eventId, t.recipientId, t.channel)
      .where(sql`${t.endpointId} is null`),
    uniqueIndex('deliveries_endpoint_once_idx')
      .on(t.eventId, t.endpointId)
      .where(sql`${t.endpointId} is not null`),
    // What a message may be told together with: those of its endpoint of the last minute.
    index('deliveries_endpoint_idx')
      .on(t.endpointId, t.queuedAt)
      .where(sql`${t.endpointId} is not null`),
    index('deliveries_grouped_idx')
      .on(t.groupedInto)
      .where(sql`${t.groupedInto} is not null`),
    index('deliveries_alert_idx').on(t.alertId),
    // What a sender claims, channel by channel: only what is still to be sent.
    index('deliveries_due_idx')
      .on(t.channel, t.nextAttemptAt)
      .where(sql`${t.nextAttemptAt} is not null`),
    index('deliveries_tell_idx')
      .on(t.tellAt)
      .where(sql`${t.tellAt} is not null`),
    check('deliveries_about_one_thing', sql`num_nonnulls(${t.alertId}, ${t.messageId}) = 1`),
    check('deliveries_endpoint', sql`(${t.channel} = 'in-app') = (${t.endpointId} is null)`),
    check('deliveries_attempted_until_over', sql`${t.nextAttemptAt} is null or ${t.state} = 'queued'`),
    check(
      'deliveries_failed_for_a_reason',
      sql`(${t.state} in ('failed', 'cancelled')) = (${t.failureReason} is not null)`,
    ),
  ],
);
