import { bigint, index, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { DELIVERY_CHANNELS, DELIVERY_STATES } from '#contracts/alert.ts';
import { alerts } from './alerts.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Who was told about an alert, how, and whether it reached them. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid('id').primaryKey(),
    alertId: uuid('alert_id')
      .notNull()
      .references(() => alerts.id),
    eventId: bigint('event_id', { mode: 'bigint' }).notNull(),
    recipientId: uuid('recipient_id')
      .notNull()
      .references(() => users.id),
    channel: text('channel', { enum: DELIVERY_CHANNELS }).notNull(),
    state: text('state', { enum: DELIVERY_STATES }).notNull().default('queued'),
    queuedAt: at('queued_at').notNull(),
    sentAt: at('sent_at'),
    deliveredAt: at('delivered_at'),
    readAt: at('read_at'),
    failureReason: text('failure_reason'),
  },
  (t) => [
    uniqueIndex('deliveries_once_idx').on(t.eventId, t.recipientId, t.channel),
    index('deliveries_alert_idx').on(t.alertId),
  ],
);
