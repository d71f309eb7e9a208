import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { RELATIONS } from '#contracts/relative.ts';
import { patients } from './patients.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** People whom a patient wants to be told. They have no account, and see no record; where they are told is an endpoint. */
export const relatives = pgTable(
  'relatives',
  {
    id: uuid('id').primaryKey(),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    name: text('name').notNull(),
    relation: text('relation', { enum: RELATIONS }).notNull(),
    addedBy: uuid('added_by')
      .notNull()
      .references(() => users.id),
    addedAt: at('added_at').notNull(),
    removedAt: at('removed_at'),
  },
  (t) => [
    index('relatives_patient_idx').on(t.patientId),
    check('relatives_period', sql`${t.removedAt} is null or ${t.removedAt} >= ${t.addedAt}`),
  ],
);
