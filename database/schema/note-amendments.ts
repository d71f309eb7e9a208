import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { notes } from './consultations.ts';
import { users } from './users.ts';

/** What was added to a note after it was signed. Never updated, never removed. */
export const noteAmendments = pgTable(
  'note_amendments',
  {
    id: uuid('id').primaryKey(),
    consultationId: uuid('consultation_id')
      .notNull()
      .references(() => notes.consultationId),
    text: text('text').notNull(),
    reason: text('reason').notNull(),
    amendedBy: uuid('amended_by')
      .notNull()
      .references(() => users.id),
    amendedAt: timestamp('amended_at', { withTimezone: true }).notNull(),
  },
  (t) => [index('note_amendments_note_idx').on(t.consultationId, t.amendedAt)],
);
