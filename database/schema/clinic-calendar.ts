import { date, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { OpeningHours } from '#contracts/clinic.ts';
import { users } from './users.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Every version of when the clinic is open, with who changed it and why; the highest version is in force. */
export const clinicOpeningHours = pgTable('clinic_opening_hours', {
  version: integer('version').primaryKey(),
  openingHours: jsonb('opening_hours').$type<readonly OpeningHours[]>().notNull(),
  changedBy: uuid('changed_by')
    .notNull()
    .references(() => users.id),
  changedAt: at('changed_at').notNull(),
  reason: text('reason').notNull(),
});

/** Every time zone that was set, with who set it and why; the highest version is in force, before it the clinic's own. */
export const clinicTimeZones = pgTable('clinic_time_zones', {
  version: integer('version').primaryKey(),
  timeZone: text('time_zone').notNull(),
  changedBy: uuid('changed_by')
    .notNull()
    .references(() => users.id),
  changedAt: at('changed_at').notNull(),
  reason: text('reason').notNull(),
});

/** Days on which the clinic stays closed. */
export const clinicHolidays = pgTable('clinic_holidays', {
  date: date('date', { mode: 'string' }).primaryKey(),
  name: text('name').notNull(),
  addedBy: uuid('added_by')
    .notNull()
    .references(() => users.id),
  addedAt: at('added_at').notNull(),
});
