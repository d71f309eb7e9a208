import { sql } from 'drizzle-orm';
import { boolean, check, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

export const CLINIC_CLOCKS = ['wall', 'event'] as const;

/** The one clinic of this database. */
export const clinics = pgTable(
  'clinics',
  {
    isOnly: boolean('is_only').primaryKey().default(true),
    name: text('name').notNull(),
    /** Where it began: `clinic_time_zones` has what was set since. */
    timeZone: text('time_zone').notNull(),
    /**
     * `event`: a throw-away clinic in which time is what the readings say (each patient's clock is the latest
     * `measured_at` seen). A clinic with people in it has `wall`, and nothing changes that afterwards.
     */
    clock: text('clock', { enum: CLINIC_CLOCKS }).notNull().default('wall'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [check('clinics_only_one', sql`${t.isOnly}`)],
);
