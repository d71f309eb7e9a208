import { sql } from 'drizzle-orm';
import { check, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { LISTENING_CHANNELS } from '#contracts/health.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * When readings could reach us: one row for each stretch in which a process took them in without a break. What lies
 * between is our own silence, and no device's.
 */
export const listeningPeriods = pgTable(
  'listening_periods',
  {
    /** `{channel}:{process}`, such as `mqtt:gw-1`. */
    listener: text('listener').notNull(),
    channel: text('channel', { enum: LISTENING_CHANNELS }).notNull(),
    startsAt: at('starts_at').notNull(),
    /** Moved on by its process every few seconds. By PostgreSQL's clock, as the beginning. */
    endsAt: at('ends_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.listener, t.startsAt] }),
    check('listening_periods_period', sql`${t.endsAt} >= ${t.startsAt}`),
  ],
);
