import { integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { SEVERITIES } from '#contracts/alert.ts';
import type { EscalationTier } from '#contracts/escalation.ts';
import { users } from './users.ts';

/** Every version of who is called about alerts of a severity, with who changed it and why; the highest is in force. */
export const escalationPolicies = pgTable(
  'escalation_policies',
  {
    severity: text('severity', { enum: SEVERITIES }).notNull(),
    version: integer('version').notNull(),
    tiers: jsonb('tiers').$type<readonly EscalationTier[]>().notNull(),
    changedBy: uuid('changed_by')
      .notNull()
      .references(() => users.id),
    changedAt: timestamp('changed_at', { withTimezone: true }).notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [primaryKey({ columns: [t.severity, t.version] })],
);
