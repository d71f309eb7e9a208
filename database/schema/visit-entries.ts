import { sql } from 'drizzle-orm';
import { check, integer, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { PARTICIPANT_ROLES } from '#contracts/consultation.ts';
import { VISIT_FILE_TYPES } from '#contracts/visit-chat-limits.ts';
import { consultations } from './consultations.ts';
import { bytea } from './devices.ts';
import { users } from './users.ts';

/** What was written and handed over in a visit: words, or a file. Never updated or deleted. */
export const visitEntries = pgTable(
  'visit_entries',
  {
    id: uuid('id').primaryKey(),
    consultationId: uuid('consultation_id')
      .notNull()
      .references(() => consultations.id),
    authorId: uuid('author_id')
      .notNull()
      .references(() => users.id),
    authorRole: text('author_role', { enum: PARTICIPANT_ROLES }).notNull(),
    /** The page's own name for it. */
    clientId: uuid('client_id').notNull(),
    /** Of one visit never the same twice: pages of the list are cut by it. */
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    text: text('text'),
    fileName: text('file_name'),
    fileType: text('file_type', { enum: VISIT_FILE_TYPES }),
    /** Bytes. */
    fileSize: integer('file_size'),
    fileSha256: bytea('file_sha256'),
  },
  (t) => [
    // The chat of a visit, oldest first.
    uniqueIndex('visit_entries_visit_idx').on(t.consultationId, t.createdAt),
    // The same request again finds the entry that it made.
    uniqueIndex('visit_entries_once_idx').on(t.authorId, t.clientId),
    check('visit_entries_text', sql`length(${t.text}) between 1 and 2000`),
    check('visit_entries_file_name', sql`length(${t.fileName}) between 1 and 120`),
    check('visit_entries_file_size', sql`${t.fileSize} between 1 and 10485760`),
    check(
      'visit_entries_words_or_file',
      sql`num_nonnulls(${t.fileName}, ${t.fileType}, ${t.fileSize}, ${t.fileSha256}) = case when ${t.text} is null then 4 else 0 end`,
    ),
  ],
);

/** The bytes of a file, apart from its entry: a list reads none of them. */
export const visitFiles = pgTable('visit_files', {
  entryId: uuid('entry_id')
    .primaryKey()
    .references(() => visitEntries.id),
  bytes: bytea('bytes').notNull(),
});
