import { sql } from 'drizzle-orm';
import { bigint, check, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { devices } from './devices.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Devices whose clock is known to be ahead of ours: their readings count as measured so much earlier than they say. */
export const deviceClocks = pgTable(
  'device_clocks',
  {
    deviceId: text('device_id')
      .primaryKey()
      .references(() => devices.id),
    aheadMs: bigint('ahead_ms', { mode: 'number' }).notNull(),
    /** When the first reading that says so came in. */
    knownSince: at('known_since').notNull(),
    learnedAt: at('learned_at').notNull(),
  },
  // A clock that is behind looks like one whose readings come late, and is never corrected.
  (t) => [check('device_clocks_ahead', sql`${t.aheadMs} > 0`)],
);
