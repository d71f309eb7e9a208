import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { consultations } from './consultations.ts';
import { users } from './users.ts';

/** Where the patient said they are in a visit. What was said last counts; the audit log has when it was said before. */
export const visitWhereabouts = pgTable('visit_whereabouts', {
  consultationId: uuid('consultation_id')
    .primaryKey()
    .references(() => consultations.id),
  address: text('address').notNull(),
  toldAt: timestamp('told_at', { withTimezone: true }).notNull(),
  toldBy: uuid('told_by')
    .notNull()
    .references(() => users.id),
});
