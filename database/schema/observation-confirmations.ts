import { boolean, index, pgTable, timestamp, uuid } from 'drizzle-orm/pg-core';
import { patients } from './patients.ts';
import { users } from './users.ts';

/** "Was this you?": one answer a reading. No foreign key to the reading, whose table is partitioned by time. */
export const observationConfirmations = pgTable(
  'observation_confirmations',
  {
    observationId: uuid('observation_id').primaryKey(),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    isMine: boolean('is_mine').notNull(),
    answeredBy: uuid('answered_by')
      .notNull()
      .references(() => users.id),
    answeredAt: timestamp('answered_at', { withTimezone: true }).notNull(),
  },
  // Asked when a finding's readings are looked through for one that counts.
  (t) => [index('observation_confirmations_patient_idx').on(t.patientId)],
);
