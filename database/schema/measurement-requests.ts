import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { READING_KINDS } from '#contracts/reading.ts';
import { alerts } from './alerts.ts';
import { patients } from './patients.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** A clinician asked the patient to measure. What answers it is worked out from the readings that came since. */
export const measurementRequests = pgTable(
  'measurement_requests',
  {
    id: uuid('id').primaryKey(),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    alertId: uuid('alert_id')
      .notNull()
      .references(() => alerts.id),
    kind: text('kind', { enum: READING_KINDS }).notNull(),
    askedBy: uuid('asked_by')
      .notNull()
      .references(() => users.id),
    askedAt: at('asked_at').notNull(),
    until: at('until').notNull(),
  },
  (t) => [
    index('measurement_requests_patient_idx').on(t.patientId, t.askedAt),
    check('measurement_requests_period', sql`${t.until} > ${t.askedAt}`),
  ],
);
