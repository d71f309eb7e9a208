import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { CONSULTATION_STATES, PARTICIPANT_ROLES } from '#contracts/consultation.ts';
import { alerts } from './alerts.ts';
import { patients } from './patients.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

export const consultations = pgTable(
  'consultations',
  {
    id: uuid('id').primaryKey(),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    clinicianId: uuid('clinician_id')
      .notNull()
      .references(() => users.id),
    alertId: uuid('alert_id').references(() => alerts.id),
    state: text('state', { enum: CONSULTATION_STATES }).notNull(),
    startsAt: at('starts_at').notNull(),
    ringingSince: at('ringing_since'),
    /** While ringing: when the call counts as missed. Compared only with PostgreSQL's clock. */
    ringUntil: at('ring_until'),
    checkedInAt: at('checked_in_at'),
    startedAt: at('started_at'),
    endedAt: at('ended_at'),
    endReason: text('end_reason'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    index('consultations_patient_idx').on(t.patientId, t.startsAt),
    index('consultations_alert_idx').on(t.alertId),
    // A patient's phone rings for one call at a time.
    uniqueIndex('consultations_live_idx')
      .on(t.patientId)
      .where(sql`${t.state} in ('ringing', 'admitted', 'in_progress')`),
    // Who waits for a clinician, and whether they are in a visit: few at any time.
    index('consultations_clinician_idx')
      .on(t.clinicianId, t.startsAt)
      .where(sql`${t.state} in ('ringing', 'checked_in', 'admitted', 'in_progress')`),
    index('consultations_ring_until_idx')
      .on(t.ringUntil)
      .where(sql`${t.ringUntil} is not null`),
  ],
);

/** Everyone invited to a consultation; the peer id is how the media node knows them. */
export const consultationParticipants = pgTable(
  'consultation_participants',
  {
    consultationId: uuid('consultation_id')
      .notNull()
      .references(() => consultations.id),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    role: text('role', { enum: PARTICIPANT_ROLES }).notNull(),
    peerId: uuid('peer_id').notNull().unique(),
    /** The session that last asked to join: signing it out ends the peer, signing out elsewhere does not. */
    sessionId: uuid('session_id'),
    joinedAt: at('joined_at'),
    leftAt: at('left_at'),
  },
  (t) => [primaryKey({ columns: [t.consultationId, t.userId] })],
);

/** The visit note. A signed note never changes: later words are amendments beside it. */
export const notes = pgTable('notes', {
  consultationId: uuid('consultation_id')
    .primaryKey()
    .references(() => consultations.id),
  subjective: text('subjective').notNull().default(''),
  objective: text('objective').notNull().default(''),
  assessment: text('assessment').notNull().default(''),
  plan: text('plan').notNull().default(''),
  /** For the patient, in plain words. */
  summary: text('summary').notNull().default(''),
  version: integer('version').notNull().default(0),
  updatedBy: uuid('updated_by')
    .notNull()
    .references(() => users.id),
  updatedAt: at('updated_at').notNull(),
  signedAt: at('signed_at'),
  signedBy: uuid('signed_by').references(() => users.id),
});
