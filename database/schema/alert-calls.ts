import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { SEVERITIES } from '#contracts/alert.ts';
import type { EscalationTarget } from '#contracts/escalation.ts';
import { alerts } from './alerts.ts';
import { patients } from './patients.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Each tier that was called about an alert that paged. All times are PostgreSQL's. */
export const alertCalls = pgTable(
  'alert_calls',
  {
    id: uuid('id').primaryKey(),
    alertId: uuid('alert_id')
      .notNull()
      .references(() => alerts.id),
    /** Which paging of the alert: its `paged_at` then. */
    pagedAt: at('paged_at').notNull(),
    /** From 1; the chain of a critical alert that nobody answers is called again. */
    round: integer('round').notNull(),
    /** From 0, as the policy lists them. */
    tier: integer('tier').notNull(),
    /** The policy by which it was called; version 0 is the default. */
    severity: text('severity', { enum: SEVERITIES }).notNull(),
    policyVersion: integer('policy_version').notNull(),
    calledAt: at('called_at').notNull(),
    answerBy: at('answer_by').notNull(),
    /** Targets that were nobody then. */
    emptyTargets: jsonb('empty_targets').$type<readonly EscalationTarget[]>().notNull(),
    remindedAt: at('reminded_at'),
    /** Since when it is known that none of them could be reached. */
    unreachedAt: at('unreached_at'),
    /** Set on the last call of a round that nobody answered. */
    exhaustedAt: at('exhausted_at'),
  },
  (t) => [
    // No tier is called twice in a round, however many servers sweep.
    uniqueIndex('alert_calls_once_idx').on(t.alertId, t.pagedAt, t.round, t.tier),
    check('alert_calls_time_to_answer', sql`${t.answerBy} >= ${t.calledAt}`),
  ],
);

/** Who was called. */
export const alertCallPeople = pgTable(
  'alert_call_people',
  {
    callId: uuid('call_id')
      .notNull()
      .references(() => alertCalls.id),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    alertId: uuid('alert_id')
      .notNull()
      .references(() => alerts.id),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    /**
     * The call lets this person see and treat the patient, for as long as `access.ts` says. Not who was of the care team
     * then: whoever leaves it is out, called or not. Unset some time after the access has ended by itself.
     */
    givesAccess: boolean('gives_access').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.callId, t.userId] }),
    // Asked on every request of a clinician, beside the care team.
    index('alert_call_people_user_idx')
      .on(t.userId, t.patientId, t.alertId)
      .where(sql`${t.givesAccess}`),
  ],
);
