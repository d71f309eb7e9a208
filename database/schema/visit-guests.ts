import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { GUEST_KINDS, GUEST_STATES } from '#contracts/guest-states.ts';
import { consultations } from './consultations.ts';
import { bytea } from './devices.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * People without an account who were invited to one visit by a link. The link's token is exchanged once for a session of
 * the guest's own; of both only the SHA-256 is kept, which cannot be guessed back: each has 256 random bits.
 */
export const visitGuests = pgTable(
  'visit_guests',
  {
    id: uuid('id').primaryKey(),
    consultationId: uuid('consultation_id')
      .notNull()
      .references(() => consultations.id),
    name: text('name').notNull(),
    kind: text('kind', { enum: GUEST_KINDS }).notNull(),
    relation: text('relation'),
    state: text('state', { enum: GUEST_STATES }).notNull().default('invited'),
    /** How the media node knows them. */
    peerId: uuid('peer_id').notNull().unique(),
    tokenSha256: bytea('token_sha256').notNull().unique(),
    sessionSha256: bytea('session_sha256').unique(),
    invitedBy: uuid('invited_by')
      .notNull()
      .references(() => users.id),
    invitedAt: at('invited_at').notNull(),
    /** Compared only with PostgreSQL's clock. */
    expiresAt: at('expires_at').notNull(),
    openedAt: at('opened_at'),
    admittedAt: at('admitted_at'),
    admittedBy: uuid('admitted_by').references(() => users.id),
    joinedAt: at('joined_at'),
    leftAt: at('left_at'),
    endedAt: at('ended_at'),
  },
  (t) => [
    // Read with every visit that a page shows.
    index('visit_guests_consultation_idx').on(t.consultationId, t.invitedAt),
    check('visit_guests_opened_with_session', sql`(${t.openedAt} is null) = (${t.sessionSha256} is null)`),
    check('visit_guests_admitted_by_someone', sql`(${t.admittedAt} is null) = (${t.admittedBy} is null)`),
    check('visit_guests_admitted_was_let_in', sql`${t.state} <> 'admitted' or ${t.admittedAt} is not null`),
    check(
      'visit_guests_ended_when_over',
      sql`(${t.endedAt} is null) = (${t.state} in ('invited', 'waiting', 'admitted'))`,
    ),
  ],
);
