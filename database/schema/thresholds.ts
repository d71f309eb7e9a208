import { integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { RULE_SETS } from '#contracts/rule.ts';
import type { NightThresholds, ThresholdOverrides } from '#contracts/threshold.ts';
import { patients } from './patients.ts';
import { users } from './users.ts';

/** Every version of a patient's thresholds, with who changed them and why; the highest version is in force. */
export const thresholds = pgTable(
  'thresholds',
  {
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    version: integer('version').notNull(),
    ruleSet: text('rule_set', { enum: RULE_SETS }).notNull(),
    overrides: jsonb('overrides').$type<ThresholdOverrides>().notNull(),
    /** Null: the same by day and by night. */
    night: jsonb('night').$type<NightThresholds>(),
    changedBy: uuid('changed_by')
      .notNull()
      .references(() => users.id),
    changedAt: timestamp('changed_at', { withTimezone: true }).notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [primaryKey({ columns: [t.patientId, t.version] })],
);
