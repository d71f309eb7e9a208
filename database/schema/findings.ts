import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { CONFIRMATIONS, LANES, SEVERITIES, type Explanation } from '#contracts/alert.ts';
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
    /**
     * The way of measuring that it is about, such as `cuff` or `interstitial`: two of them may find the same thing at
     * one instant. `alone` where no later reading can change the finding.
     */
    stream: text('stream').notNull().default('alone'),
    /** What a repeat said about this onset. */
    confirmation: text('confirmation', { enum: CONFIRMATIONS }).notNull().default('none'),
    /** A clinician was paged about this onset. */
    pagedAt: at('paged_at'),
    /** Event time of the first reading of the episode. */
    onsetAt: at('onset_at').notNull(),
    /** Event time of the latest reading that broke the rule, when the finding was last written; null: the onset. */
    lastBreachAt: at('last_breach_at'),
    /** Event time of the reading that raised the severity within the episode; null: it is as it began. */
    worsenedAt: at('worsened_at'),
    raisedAt: at('raised_at').notNull(),
    clearedAt: at('cleared_at'),
    /** An earlier onset of the same episode arrived late and took this one's place. */
    supersededAt: at('superseded_at'),
    withdrawnAt: at('withdrawn_at'),
    explanation: jsonb('explanation').$type<Explanation>().notNull(),
  },
  (t) => [
    uniqueIndex('findings_identity_idx').on(t.patientId, t.ruleId, t.onsetAt, t.stream),
    index('findings_patient_idx').on(t.patientId, t.onsetAt),
    // The sweep of devices asks for what is told of them and goes on: a few rows.
    index('findings_device_idx')
      .on(t.ruleId)
      .where(sql`${t.lane} = 'technical' and ${t.clearedAt} is null`),
    // What goes on: asked at each change of a finding, and few among years of them.
    index('findings_ongoing_idx')
      .on(t.patientId, t.ruleId)
      .where(sql`${t.clearedAt} is null and ${t.supersededAt} is null and ${t.withdrawnAt} is null`),
    // What goes on, or ended of late, among years of findings: asked at each change of one, and when a window is reloaded.
    index('findings_cleared_idx').on(t.patientId, t.clearedAt),
  ],
);
