import { foreignKey, index, integer, pgTable, timestamp, uuid } from 'drizzle-orm/pg-core';
import { consultationParticipants } from './consultations.ts';

const count = (name: string) => integer(name).notNull();

/** What each stay in a visit was like, as the browser of that person counted it: see `StayTotals` in contracts. */
export const visitStays = pgTable(
  'visit_stays',
  {
    /** Given by the browser: it says the same stay again and again, each time with more. */
    id: uuid('id').primaryKey(),
    consultationId: uuid('consultation_id').notNull(),
    userId: uuid('user_id').notNull(),
    firstReportedAt: timestamp('first_reported_at', { withTimezone: true }).notNull(),
    lastReportedAt: timestamp('last_reported_at', { withTimezone: true }).notNull(),
    joinMs: integer('join_ms'),
    connectedMs: count('connected_ms'),
    reconnects: count('reconnects'),
    reconnectingMs: count('reconnecting_ms'),
    frozenMs: count('frozen_ms'),
    voiceOnlyMs: count('voice_only_ms'),
    weakMs: count('weak_ms'),
    packetsReceived: count('packets_received'),
    packetsMissed: count('packets_missed'),
    packetsSent: count('packets_sent'),
    packetsLost: count('packets_lost'),
  },
  (t) => [
    foreignKey({
      name: 'visit_stays_participant_fk',
      columns: [t.consultationId, t.userId],
      foreignColumns: [consultationParticipants.consultationId, consultationParticipants.userId],
    }),
    index('visit_stays_participant_idx').on(t.consultationId, t.userId),
  ],
);
