import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import { boolean, index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { QUARANTINE_STATES } from '#contracts/quarantine.ts';
import { QUARANTINE_REASONS } from '#contracts/reading.ts';
import { bytea } from './devices.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** What is dangerous before what is not, and of each what is a patient's before what is nobody's yet: from 3 down to 0. */
export const quarantineUrgency = (
  columns: Record<'isDangerous' | 'patientId', SQLWrapper>,
): SQL<number> => sql<number>`(
  case when ${columns.isDangerous} then 2 else 0 end + case when ${columns.patientId} is null then 0 else 1 end
)`;

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
    // Read backwards it is the order of the list, so that a page costs the same however many wait.
    index('quarantined_readings_order_idx').on(t.state, quarantineUrgency(t), t.receivedAt, t.id),
    // What is nobody's is removed by its age.
    index('quarantined_readings_held_idx').on(t.state, t.receivedAt),
  ],
);
