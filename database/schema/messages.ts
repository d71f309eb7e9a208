import { sql } from 'drizzle-orm';
import { check, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { MESSAGE_AUTHOR_KINDS } from '#contracts/message.ts';
import { alerts } from './alerts.ts';
import { patients } from './patients.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** What a patient and the care team write to each other: one thread a patient. Never updated or deleted. */
export const messages = pgTable(
  'messages',
  {
    id: uuid('id').primaryKey(),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    /** The alert that it was written from, or that it answers. */
    alertId: uuid('alert_id').references(() => alerts.id),
    authorId: uuid('author_id')
      .notNull()
      .references(() => users.id),
    authorKind: text('author_kind', { enum: MESSAGE_AUTHOR_KINDS }).notNull(),
    body: text('body').notNull(),
    /** Of one thread never the same twice: what is read is read up to an instant. */
    sentAt: at('sent_at').notNull(),
    /** The page's own name for it. */
    clientKey: uuid('client_key').notNull(),
  },
  (t) => [
    // The thread, newest first; and what of it is not read.
    uniqueIndex('messages_patient_idx').on(t.patientId, t.sentAt),
    // The same request again finds the message that it made.
    uniqueIndex('messages_once_idx').on(t.authorId, t.clientKey),
    check('messages_body', sql`length(${t.body}) between 1 and 2000`),
  ],
);

/** Up to when somebody has read the thread of a patient: the patient, and each clinician. */
export const messageReads = pgTable(
  'message_reads',
  {
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    upTo: at('up_to').notNull(),
    readAt: at('read_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.patientId, t.userId] })],
);
