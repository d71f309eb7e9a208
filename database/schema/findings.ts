import { index, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { LANES, SEVERITIES, type Explanation } from '#contracts/alert.ts';
import { RULE_IDS, RULE_SETS } from '#contracts/rule.ts';
import { patients } from './patients.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** What a rule found: identified by patient, rule and onset, whatever order the readings came in. */
export const findings = pgTable(
  'findings',
  {
    id: uuid('id').primaryKey(),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    ruleId: text('rule_id', { enum: RULE_IDS }).notNull(),
    ruleSet: text('rule_set', { enum: RULE_SETS }).notNull(),
    ruleVersion: text('rule_version').notNull(),
    lane: text('lane', { enum: LANES }).notNull(),
    severity: text('severity', { enum: SEVERITIES }).notNull(),
    /** Event time of the first reading of the episode. */
    onsetAt: at('onset_at').notNull(),
    raisedAt: at('raised_at').notNull(),
    clearedAt: at('cleared_at'),
    /** An earlier onset of the same episode arrived late and took this one's place. */
    supersededAt: at('superseded_at'),
    withdrawnAt: at('withdrawn_at'),
    explanation: jsonb('explanation').$type<Explanation>().notNull(),
  },
  (t) => [
    uniqueIndex('findings_identity_idx').on(t.patientId, t.ruleId, t.onsetAt),
    index('findings_patient_idx').on(t.patientId, t.onsetAt),
  ],
);
