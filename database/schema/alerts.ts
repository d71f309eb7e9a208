import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import {
  ALERT_EVENT_TYPES,
  ALERT_STATES,
  CONFIRMATIONS,
  LANES,
  OUTCOMES,
  SEVERITIES,
  type Actor,
  type Explanation,
} from '#contracts/alert.ts';
import { RULE_IDS, RULE_SETS } from '#contracts/rule.ts';
import { findings } from './findings.ts';
import { patients } from './patients.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

export const alerts = pgTable(
  'alerts',
  {
    id: uuid('id').primaryKey(),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    ruleId: text('rule_id', { enum: RULE_IDS }).notNull(),
    ruleSet: text('rule_set', { enum: RULE_SETS }).notNull(),
    ruleVersion: text('rule_version').notNull(),
    /** The finding of the current onset; earlier onsets stay as findings and alert events. */
    findingId: uuid('finding_id')
      .notNull()
      .references(() => findings.id),
    lane: text('lane', { enum: LANES }).notNull(),
    severity: text('severity', { enum: SEVERITIES }).notNull(),
    state: text('state', { enum: ALERT_STATES }).notNull().default('raised'),
    paged: boolean('paged').notNull().default(false),
    pagedAt: at('paged_at'),
    confirmation: text('confirmation', { enum: CONFIRMATIONS }).notNull().default('none'),
    /** While a confirming repeat is awaited: when to page without one. Compared only with PostgreSQL's clock. */
    pageDueAt: at('page_due_at'),
    onsetAt: at('onset_at').notNull(),
    raisedAt: at('raised_at').notNull(),
    clearedAt: at('cleared_at'),
    acknowledgedAt: at('acknowledged_at'),
    acknowledgedBy: uuid('acknowledged_by').references(() => users.id),
    /** When a critical alert that somebody has taken is nobody's again, unless what it is about has ended by then. */
    returnsAt: at('returns_at'),
    resolvedAt: at('resolved_at'),
    resolvedBy: uuid('resolved_by').references(() => users.id),
    /** When it was resolved or withdrawn, by PostgreSQL's clock; who was called about it sees the patient for a while yet. */
    closedAt: at('closed_at'),
    outcome: text('outcome', { enum: OUTCOMES }),
    /** The paging that escalation is about; any other `paged_at` is one that nobody was called for yet. */
    escalationPagedAt: at('escalation_paged_at'),
    /** When escalation has something to do again; null where it is at its end. Compared only with PostgreSQL's clock. */
    escalationDueAt: at('escalation_due_at'),
    /** Since when everybody was called and nobody answered. */
    exhaustedAt: at('exhausted_at'),
    explanation: jsonb('explanation').$type<Explanation>().notNull(),
  },
  (t) => [
    // One open alert per patient and rule; read on every observation, so keep it small.
    uniqueIndex('alerts_open_idx')
      .on(t.patientId, t.ruleId)
      .where(sql`${t.state} not in ('resolved', 'withdrawn')`),
    index('alerts_patient_idx').on(t.patientId, t.raisedAt),
    // The sweep for overdue confirmations touches only alerts that wait for one.
    index('alerts_page_due_idx')
      .on(t.pageDueAt)
      .where(sql`${t.pageDueAt} is not null`),
    // The sweep for what was taken and goes on: only what is still somebody's. Without the time at which it ended, which
    // changes most often: a change of nothing that an index knows is made in place (a heap-only tuple).
    index('alerts_returns_idx')
      .on(t.returnsAt)
      .where(sql`${t.state} = 'acknowledged' and ${t.returnsAt} is not null`),
    // The sweep of escalation: what waits for an answer, the pagings that it does not know yet before all others.
    index('alerts_escalation_due_idx')
      .on(
        sql`(case when ${t.escalationPagedAt} is not distinct from ${t.pagedAt} then ${t.escalationDueAt} else '-infinity'::timestamptz end)`,
      )
      .where(sql`${t.pagedAt} is not null and ${t.state} in ('raised', 'escalated')`),
    check('alerts_acknowledged_by_someone', sql`(${t.acknowledgedAt} is null) = (${t.acknowledgedBy} is null)`),
    check('alerts_resolved_by_someone', sql`(${t.resolvedAt} is null) = (${t.resolvedBy} is null)`),
    check('alerts_resolved_with_outcome', sql`${t.state} <> 'resolved' or ${t.outcome} is not null`),
    check('alerts_paged_at', sql`${t.paged} = (${t.pagedAt} is not null)`),
  ],
);

/** The full record of an alert: one row a change, each with actor, time and reason. Never updated. */
export const alertEvents = pgTable(
  'alert_events',
  {
    id: uuid('id').primaryKey(),
    alertId: uuid('alert_id')
      .notNull()
      .references(() => alerts.id),
    type: text('type', { enum: ALERT_EVENT_TYPES }).notNull(),
    findingId: uuid('finding_id').references(() => findings.id),
    actor: jsonb('actor').$type<Actor>().notNull(),
    at: at('at').notNull(),
    reason: text('reason'),
  },
  (t) => [index('alert_events_alert_idx').on(t.alertId, t.at)],
);

/** A snooze is one person's, for one rule of one patient; it is no state of the alert. */
export const alertSnoozes = pgTable(
  'alert_snoozes',
  {
    id: uuid('id').primaryKey(),
    alertId: uuid('alert_id')
      .notNull()
      .references(() => alerts.id),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    /** The alert's severity then: a snooze is over when it becomes more severe. */
    severity: text('severity', { enum: SEVERITIES }).notNull(),
    until: at('until').notNull(),
    reason: text('reason').notNull(),
    createdAt: at('created_at').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [
    index('alert_snoozes_alert_idx').on(t.alertId),
    // Those that may still hold, asked for each alert that is told or listed: few at any time.
    index('alert_snoozes_until_idx')
      .on(t.until)
      .where(sql`${t.endedAt} is null`),
  ],
);

/** Was it useful? One answer a person and alert, so that rules can be judged by people. */
export const alertFeedback = pgTable(
  'alert_feedback',
  {
    id: uuid('id').primaryKey(),
    alertId: uuid('alert_id')
      .notNull()
      .references(() => alerts.id),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    isUseful: boolean('is_useful').notNull(),
    comment: text('comment'),
    givenAt: at('given_at').notNull(),
  },
  (t) => [uniqueIndex('alert_feedback_once_idx').on(t.alertId, t.userId)],
);
