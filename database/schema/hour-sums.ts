import { date, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { patients } from './patients.ts';

/**
 * Readings that say what is usual for a patient, added up by the hour: one row a way of measuring and day of UTC, written
 * when the next but one has begun. Nothing that could not be read from the observations again, in a hundredth of the time.
 */
export const hourSums = pgTable(
  'hour_sums',
  {
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    /** `cuff`, `capillary`, `interstitial` or `heart-rate`. */
    stream: text('stream').notNull(),
    day: date('day').notNull(),
    /** 24 each, in whole mmHg, mg/dL or /min; `seconds` is diastolic pressure, null where a reading is one number. */
    counts: integer('counts').array().notNull(),
    firsts: integer('firsts').array().notNull(),
    seconds: integer('seconds').array(),
  },
  (t) => [
    primaryKey({ columns: [t.patientId, t.stream, t.day] }),
    // What is too old to say anything is removed: rows come by day, so a block-range index of a few pages finds them.
    index('hour_sums_day_idx').using('brin', t.day),
  ],
);
