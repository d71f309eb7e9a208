import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { SEVERITIES } from '#contracts/alert.ts';
import { READING_KINDS } from '#contracts/reading.ts';
import { devices } from './devices.ts';
import { patients } from './patients.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** How often readings of a kind are expected from a patient, and what was last said about their absence. */
export const readingExpectations = pgTable(
  'reading_expectations',
  {
    id: uuid('id').primaryKey(),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    kind: text('kind', { enum: READING_KINDS }).notNull(),
    /** Null: whichever device the readings come from. */
    deviceId: text('device_id').references(() => devices.id),
    everyMinutes: integer('every_minutes').notNull(),
    startsAt: at('starts_at').notNull(),
    endsAt: at('ends_at'),
    /** Null where the device's own habit set it. */
    setBy: uuid('set_by').references(() => users.id),
    /** When to look again whether readings come. Compared only with PostgreSQL's clock. */
    lookAt: at('look_at').notNull(),
    /** Onset and severity of the silence that was told and goes on. */
    toldOnsetAt: at('told_onset_at'),
    toldSeverity: text('told_severity', { enum: SEVERITIES }),
  },
  (t) => [
    uniqueIndex('reading_expectations_once_idx')
      .on(t.patientId, t.kind, sql`coalesce(${t.deviceId}, '')`)
      .where(sql`${t.endsAt} is null`),
    // The sweep touches only what is due, and what ended while its silence was still told.
    index('reading_expectations_due_idx')
      .on(t.lookAt)
      .where(sql`${t.endsAt} is null or ${t.toldOnsetAt} is not null`),
    // Asked when a device is given to a patient: was it expected to send already?
    index('reading_expectations_device_idx').on(t.deviceId),
    check('reading_expectations_every_minutes', sql`${t.everyMinutes} > 0`),
    check('reading_expectations_period', sql`${t.endsAt} is null or ${t.endsAt} > ${t.startsAt}`),
    check('reading_expectations_told', sql`(${t.toldOnsetAt} is null) = (${t.toldSeverity} is null)`),
  ],
);
