import { sql } from 'drizzle-orm';
import { check, date, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { CARE_TEAM_ROLES, REGIONS, SEXES } from '#contracts/patient.ts';
import { GLUCOSE_UNITS } from '#contracts/reading.ts';
import { RULE_SETS } from '#contracts/rule.ts';
import { WATCHDOG_PATIENT_ID } from '#contracts/watchdog.ts';
import { users } from './users.ts';

export const patients = pgTable('patients', {
  id: uuid('id').primaryKey(),
  userId: uuid('user_id')
    .unique()
    .references(() => users.id),
  name: text('name').notNull(),
  birthDate: date('birth_date', { mode: 'string' }).notNull(),
  sex: text('sex', { enum: SEXES }).notNull(),
  phone: text('phone'),
  emergencyContactName: text('emergency_contact_name'),
  emergencyContactPhone: text('emergency_contact_phone'),
  region: text('region', { enum: REGIONS }).notNull(),
  timeZone: text('time_zone').notNull(),
  ruleSet: text('rule_set', { enum: RULE_SETS }).notNull().default('china'),
  glucoseUnit: text('glucose_unit', { enum: GLUCOSE_UNITS }).notNull().default('mmol/L'),
  conditions: text('conditions').array().notNull().default([]),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});

/** Who may see whom, from when to when. Whoever is called about an alert may, too, for a while (`alert_call_people`). */
export const careTeamMembers = pgTable(
  'care_team_members',
  {
    id: uuid('id').primaryKey(),
    patientId: uuid('patient_id')
      .notNull()
      .references(() => patients.id),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    role: text('role', { enum: CARE_TEAM_ROLES }).notNull(),
    startsAt: timestamp('starts_at', { withTimezone: true }).notNull(),
    endsAt: timestamp('ends_at', { withTimezone: true }),
  },
  (t) => [
    // Asked on every request of a clinician, and when a notification looks for its recipients.
    index('care_team_members_user_idx').on(t.userId, t.patientId),
    index('care_team_members_patient_idx').on(t.patientId),
    check('care_team_members_period', sql`${t.endsAt} is null or ${t.endsAt} > ${t.startsAt}`),
    // Nobody looks after the watchdog's breaches, and nobody is told of them.
    check('care_team_members_not_watchdog', sql`${t.patientId} <> ${sql.raw(`'${WATCHDOG_PATIENT_ID}'`)}`),
  ],
);
