import { z } from 'zod';
import { Id, Instant } from './ids.ts';
import { CalendarDate, ClockTime, TimeZone, Weekday } from './local-time.ts';

/** On one day of the week, by the clinic's clock; a day may have several, such as before and after noon. */
export const OpeningHours = z
  .strictObject({ weekday: Weekday, opensAt: ClockTime, closesAt: ClockTime })
  .refine(({ opensAt, closesAt }) => opensAt < closesAt, {
    path: ['closesAt'],
    message: 'a clinic closes later on the same day',
  });
export type OpeningHours = z.infer<typeof OpeningHours>;

/** What a clinic has that has not said when it is open. */
export const USUAL_OPENING_HOURS: readonly OpeningHours[] = [1, 2, 3, 4, 5].map((weekday) => ({
  weekday,
  opensAt: '08:00',
  closesAt: '17:00',
}));

/** A day of the clinic's calendar on which it stays closed. */
export const Holiday = z.strictObject({ date: CalendarDate, name: z.string().trim().min(1).max(120) });
export type Holiday = z.infer<typeof Holiday>;

/** Which version is in force, and who set it when and why: nobody where it is 0. */
const version = {
  version: z.int(),
  changedBy: Id.nullable(),
  changedByName: z.string().nullable(),
  changedAt: Instant.nullable(),
  reason: z.string().nullable(),
};
export const SettingVersion = z.strictObject(version);
export type SettingVersion = z.infer<typeof SettingVersion>;

/** When the clinic is open: what "the next working day" means, and which shifts begin. */
export const ClinicCalendar = z.strictObject({
  timeZone: z.string(),
  timeZoneVersion: SettingVersion,
  /** By the clinic's clock. */
  today: CalendarDate,
  /** The version of the opening hours. 0 while nobody has set them: weekdays from 08:00 to 17:00. */
  ...version,
  openingHours: z.array(OpeningHours),
  /** Today's, those to come, and those of the year before. */
  holidays: z.array(Holiday),
});
export type ClinicCalendar = z.infer<typeof ClinicCalendar>;

export const PutOpeningHours = z.strictObject({
  /** At least one: a clinic without a working day has nobody to wait for. */
  openingHours: z.array(OpeningHours).min(1).max(28),
  reason: z.string().trim().min(3).max(500),
  /** The version the form was filled from; another one in the database is a conflict. */
  basedOnVersion: z.int(),
});
export type PutOpeningHours = z.infer<typeof PutOpeningHours>;

export const PutTimeZone = z.strictObject({
  timeZone: TimeZone,
  reason: z.string().trim().min(3).max(500),
  /** The version the form was filled from; another one in the database is a conflict. */
  basedOnVersion: z.int(),
});
export type PutTimeZone = z.infer<typeof PutTimeZone>;

export const HolidayParam = z.strictObject({ date: CalendarDate });
