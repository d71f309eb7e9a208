import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  customType,
  index,
  integer,
  pgTable,
  real,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { READING_KINDS } from '#contracts/reading.ts';
import { WATCHDOG_DEVICE_ID, WATCHDOG_PATIENT_ID } from '#contracts/watchdog.ts';
import { patients } from './patients.ts';
import { users } from './users.ts';

export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

export const devices = pgTable('devices', {
  /** Also the MQTT user name. */
  id: text('id').primaryKey(),
  label: text('label').notNull(),
  kinds: text('kinds', { enum: READING_KINDS }).array().notNull(),
  /** SHA-256 of the secret; the secret has 256 random bits, so a plain hash cannot be guessed back. */
  secretSha256: bytea('secret_sha256').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  createdBy: uuid('created_by').references(() => users.id),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
  lastSeenAt: timestamp('last_seen_at', { withTimezone: true }),
  isOnline: boolean('is_online').notNull().default(false),
  batteryPercent: real('battery_percent'),
  firmware: text('firmware'),
});

/**
 * Whose readings a device (or one user slot of a shared cuff) sends, and when. A migration adds the exclusion
 * constraint `device_assignments_no_overlap`: one slot belongs to one patient at a time.
 */
export const deviceAssignments = pgTable(
  'device_assignments',
  {
    id: uuid('id').primaryKey(),
    deviceId: text('device_id')
      .notNull()
      .references(() => devices.id),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    userSlot: integer('user_slot'),
    startsAt: timestamp('starts_at', { withTimezone: true }).notNull(),
    endsAt: timestamp('ends_at', { withTimezone: true }),
    assignedBy: uuid('assigned_by').references(() => users.id),
  },
  (t) => [
    index('device_assignments_patient_idx').on(t.patientId),
    // Asked for every batch of readings; the exclusion constraint's index answers one device at a time only.
    index('device_assignments_device_idx').on(t.deviceId),
    check('device_assignments_period', sql`${t.endsAt} is null or ${t.endsAt} > ${t.startsAt}`),
    // The watchdog's device sends for no patient, and no other device in its name.
    check(
      'device_assignments_watchdog_alone',
      sql`(${t.deviceId} = ${sql.raw(`'${WATCHDOG_DEVICE_ID}'`)}) = (${t.patientId} = ${sql.raw(`'${WATCHDOG_PATIENT_ID}'`)})`,
    ),
  ],
);

/** Codes with which patients take a device over themselves: each works once, until it expires or another is issued. */
export const deviceClaimCodes = pgTable(
  'device_claim_codes',
  {
    id: uuid('id').primaryKey(),
    deviceId: text('device_id')
      .notNull()
      .references(() => devices.id),
    /** HMAC-SHA256 under the clinic's secret: 34 bits could be guessed back from a plain hash. */
    codeHmac: bytea('code_hmac').notNull(),
    issuedAt: timestamp('issued_at', { withTimezone: true }).notNull(),
    issuedBy: uuid('issued_by')
      .notNull()
      .references(() => users.id),
    /** Compared only with PostgreSQL's clock. */
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    voidedAt: timestamp('voided_at', { withTimezone: true }),
    usedAt: timestamp('used_at', { withTimezone: true }),
    usedBy: uuid('used_by').references(() => users.id),
  },
  (t) => [
    uniqueIndex('device_claim_codes_code_idx').on(t.codeHmac),
    // One code that works per device.
    uniqueIndex('device_claim_codes_open_idx')
      .on(t.deviceId)
      .where(sql`${t.usedAt} is null and ${t.voidedAt} is null`),
    check('device_claim_codes_used_by_someone', sql`(${t.usedAt} is null) = (${t.usedBy} is null)`),
  ],
);
