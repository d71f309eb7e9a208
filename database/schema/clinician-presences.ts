import { pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { users } from './users.ts';

/** Clinicians who have a page open, as each server sees it. A row that its server does not renew counts for nobody. */
export const clinicianPresences = pgTable(
  'clinician_presences',
  {
    serverId: text('server_id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    /** Written and compared by PostgreSQL's clock alone. */
    seenAt: timestamp('seen_at', { withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.serverId] })],
);
