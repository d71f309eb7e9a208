import { sql } from 'drizzle-orm';
import { boolean, check, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { OutsideChannel } from '#contracts/channel.ts';
import { users } from './users.ts';

/** What the clinic of this database lets leave it, and by which ways; without a row, push and mail without details. */
export const notificationSettings = pgTable(
  'notification_settings',
  {
    isOnly: boolean('is_only').primaryKey().default(true),
    channels: text('channels').array().$type<OutsideChannel[]>().notNull(),
    /** Names and values may stand in messages. */
    mayCarryDetails: boolean('may_carry_details').notNull().default(false),
    changedAt: timestamp('changed_at', { withTimezone: true }).notNull(),
    changedBy: uuid('changed_by').references(() => users.id),
  },
  (t) => [
    check('notification_settings_only_one', sql`${t.isOnly}`),
    check('notification_settings_channels', sql`${t.channels} <@ array['push', 'mail', 'sms', 'voice', 'wecom']`),
  ],
);
