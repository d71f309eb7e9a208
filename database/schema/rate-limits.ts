import { bigint, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';

/** Counters of attempts to sign in and to claim a device; in the database so that several servers count together. */
export const rateLimits = pgTable('rate_limits', {
  id: uuid('id').primaryKey().defaultRandom(),
  key: text('key').notNull().unique(),
  count: integer('count').notNull(),
  lastRequest: bigint('last_request', { mode: 'number' }).notNull(),
});
