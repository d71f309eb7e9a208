import { sql } from 'drizzle-orm';
import { check, index, json, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { IntakeFate } from '#contracts/intake.ts';
import { bytea, devices } from './devices.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * Who may send readings by webhook. No secret is here: it is derived from the server's own secret and this salt, which
 * is new with each rotation.
 */
export const intakeSources = pgTable(
  'intake_sources',
  {
    id: text('id').primaryKey(),
    label: text('label').notNull(),
    secretSalt: bytea('secret_salt').notNull(),
    /** The salt before the last rotation; what is signed with its secret is taken until then. */
    previousSalt: bytea('previous_salt'),
    previousUntil: at('previous_until'),
    createdAt: at('created_at').notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => users.id),
    revokedAt: at('revoked_at'),
    lastReceivedAt: at('last_received_at'),
  },
  (t) => [check('intake_sources_previous_ends', sql`(${t.previousSalt} is null) = (${t.previousUntil} is null)`)],
);

/** A source's user is a device here: whose it is and when stands in `device_assignments`, as for every device. */
export const intakeUsers = pgTable(
  'intake_users',
  {
    sourceId: text('source_id')
      .notNull()
      .references(() => intakeSources.id),
    externalUserId: text('external_user_id').notNull(),
    deviceId: text('device_id')
      .notNull()
      .unique()
      .references(() => devices.id),
  },
  (t) => [primaryKey({ columns: [t.sourceId, t.externalUserId] })],
);

/** What was received under a `webhook-id`, for as long as a sender tries again: the answer to the same is the same. */
export const intakeMessages = pgTable(
  'intake_messages',
  {
    sourceId: text('source_id')
      .notNull()
      .references(() => intakeSources.id),
    messageId: text('message_id').notNull(),
    bodySha256: bytea('body_sha256').notNull(),
    /** Null until its readings are committed. As text, so that the answer is the same to the byte. */
    fates: json('fates').$type<readonly IntakeFate[]>(),
    receivedAt: at('received_at').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.sourceId, t.messageId] }),
    // Asked for by the clean-up only.
    index('intake_messages_expiry_idx').on(t.expiresAt),
  ],
);
