import { foreignKey, index, jsonb, pgTable, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { CallCheckResult } from '#contracts/call-check.ts';
import { consultationParticipants } from './consultations.ts';

/** What one of those invited to a visit found when they tried camera, sound and line for it. The newest counts. */
export const callChecks = pgTable(
  'call_checks',
  {
    id: uuid('id').primaryKey(),
    consultationId: uuid('consultation_id').notNull(),
    userId: uuid('user_id').notNull(),
    checkedAt: timestamp('checked_at', { withTimezone: true }).notNull(),
    result: jsonb('result').$type<CallCheckResult>().notNull(),
  },
  (t) => [
    foreignKey({
      name: 'call_checks_participant_fk',
      columns: [t.consultationId, t.userId],
      foreignColumns: [consultationParticipants.consultationId, consultationParticipants.userId],
    }),
    // The newest of each participant of the visits on a page.
    index('call_checks_participant_idx').on(t.consultationId, t.userId, t.checkedAt),
  ],
);
