import { boolean, index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { QUARANTINE_STATES } from '#contracts/quarantine.ts';
import { QUARANTINE_REASONS } from '#contracts/reading.ts';
import { bytea } from './devices.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Readings that were acknowledged but not believed, with the bytes as they came. */
export const quarantinedReadings = pgTable(
  'quarantined_readings',
  {
    id: uuid('id').primaryKey(),
    source: text('source').notNull(),
    /** Null where the assignment does not say. */
    patientId: uuid('patient_id'),
    reason: text('reason', { enum: QUARANTINE_REASONS }).notNull(),
    detail: text('detail').notNull(),
    isDangerous: boolean('is_dangerous').notNull(),
    payload: bytea('payload').notNull(),
    payloadSha256: bytea('payload_sha256').notNull(),
    state: text('state', { enum: QUARANTINE_STATES }).notNull().default('held'),
    receivedAt: at('received_at').notNull(),
    lastReceivedAt: at('last_received_at').notNull(),
    occurrences: integer('occurrences').notNull().default(1),
    settledAt: at('settled_at'),
    settledBy: uuid('settled_by').references(() => users.id),
    settledReason: text('settled_reason'),
  },
  (t) => [
    // A device that repeats the same bytes fills one row, not a table.
    uniqueIndex('quarantined_readings_same_idx').on(t.source, t.payloadSha256, t.reason),
    index('quarantined_readings_held_idx').on(t.state, t.receivedAt),
  ],
);
