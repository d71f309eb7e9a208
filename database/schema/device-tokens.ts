import { sql } from 'drizzle-orm';
import { index, pgTable, pgView, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { bytea, deviceAssignments, devices } from './devices.ts';
import { sessions } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** With what a patient's browser speaks for their device: short-lived, and bound to their session and their assignment. */
export const deviceTokens = pgTable(
  'device_tokens',
  {
    /** SHA-256 of the token; the token has 256 random bits, so a plain hash cannot be guessed back. */
    tokenSha256: bytea('token_sha256').primaryKey(),
    deviceId: text('device_id')
      .notNull()
      .references(() => devices.id),
    assignmentId: uuid('assignment_id')
      .notNull()
      .references(() => deviceAssignments.id),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [
    // Asked at every CONNECT of the device.
    index('device_tokens_device_idx').on(t.deviceId),
    index('device_tokens_session_idx').on(t.sessionId),
  ],
);

/**
 * The tokens that count now, by PostgreSQL's clock: said once, for whoever signs in and for whoever is connected. One is
 * over when it expires, when its session ends, when the patient no longer has the device, and when that is revoked.
 */
export const liveDeviceTokens = pgView('live_device_tokens', {
  deviceId: text('device_id').notNull(),
  tokenSha256: bytea('token_sha256').notNull(),
}).as(sql`
  select token.device_id, token.token_sha256
  from device_tokens token
  join devices device on device.id = token.device_id
  join device_assignments assignment on assignment.id = token.assignment_id
  join sessions session on session.id = token.session_id
  join users on users.id = session.user_id
  where token.expires_at > now()
    and device.revoked_at is null
    and assignment.starts_at <= now() and (assignment.ends_at is null or assignment.ends_at > now())
    and session.expires_at > now() and not users.banned`);
