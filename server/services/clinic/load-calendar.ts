import { asc, desc } from 'drizzle-orm';
import { USUAL_OPENING_HOURS, type Holiday, type OpeningHours } from '#contracts/clinic.ts';
import type { Database, Transaction } from '#database/client.ts';
import { clinicHolidays, clinicOpeningHours, clinics } from '#database/schema/index.ts';
import { dateOfDay, localDay } from '#models/local-time/local-day.ts';

/** Where the clinic is; UTC where nobody has said. */
export const loadTimeZone = async (db: Database | Transaction): Promise<string> => {
  const [clinic] = await db.select({ timeZone: clinics.timeZone }).from(clinics);
  return clinic?.timeZone ?? 'UTC';
};

/** Every day on which the clinic stays closed, the earliest first. */
export const loadHolidays = (db: Database | Transaction): Promise<Holiday[]> =>
  db
    .select({ date: clinicHolidays.date, name: clinicHolidays.name })
    .from(clinicHolidays)
    .orderBy(asc(clinicHolidays.date));

export type ChosenOpeningHours = {
  version: number;
  openingHours: readonly OpeningHours[];
  changedBy: string | null;
  changedAt: Date | null;
  reason: string | null;
};

/** When the clinic is open: the newest version, or the usual hours where nobody set any yet. */
export const loadOpeningHours = async (db: Database | Transaction): Promise<ChosenOpeningHours> => {
  const [row] = await db.select().from(clinicOpeningHours).orderBy(desc(clinicOpeningHours.version)).limit(1);
  return row ?? { version: 0, openingHours: USUAL_OPENING_HOURS, changedBy: null, changedAt: null, reason: null };
};

/** The calendar day in the clinic, such as `2026-12-24`. */
export const clinicDate = (timeZone: string, at: Date): string => dateOfDay(localDay(timeZone, at.getTime()));
