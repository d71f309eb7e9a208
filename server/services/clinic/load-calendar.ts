import { asc, desc, eq, getTableColumns } from 'drizzle-orm';
import { USUAL_OPENING_HOURS, type Holiday, type OpeningHours } from '#contracts/clinic.ts';
import type { Database, Transaction } from '#database/client.ts';
import { clinicHolidays, clinicOpeningHours, clinics, clinicTimeZones, users } from '#database/schema/index.ts';
import { dateOfDay, localDay } from '#models/local-time/local-day.ts';

/** Who set a version of something, when and why. */
export type Chosen = {
  version: number;
  changedBy: string | null;
  changedByName: string | null;
  changedAt: Date | null;
  reason: string | null;
};

const NOBODY: Chosen = { version: 0, changedBy: null, changedByName: null, changedAt: null, reason: null };

/** Where the clinic is; UTC where nobody has said. */
export const loadTimeZone = async (db: Database | Transaction): Promise<string> =>
  (await loadChosenTimeZone(db)).timeZone;

/** The same, with who said it: the newest version, or where the clinic began. */
export const loadChosenTimeZone = async (db: Database | Transaction): Promise<Chosen & { timeZone: string }> => {
  const [row] = await db
    .select({ ...getTableColumns(clinicTimeZones), changedByName: users.name })
    .from(clinicTimeZones)
    .innerJoin(users, eq(users.id, clinicTimeZones.changedBy))
    .orderBy(desc(clinicTimeZones.version))
    .limit(1);
  if (row !== undefined) return row;
  const [clinic] = await db.select({ timeZone: clinics.timeZone }).from(clinics);
  return { ...NOBODY, timeZone: clinic?.timeZone ?? 'UTC' };
};

/** Every day on which the clinic stays closed, the earliest first. */
export const loadHolidays = (db: Database | Transaction): Promise<Holiday[]> =>
  db
    .select({ date: clinicHolidays.date, name: clinicHolidays.name })
    .from(clinicHolidays)
    .orderBy(asc(clinicHolidays.date));

/** When the clinic is open: the newest version, or the usual hours where nobody set any yet. */
export const loadOpeningHours = async (
  db: Database | Transaction,
): Promise<Chosen & { openingHours: readonly OpeningHours[] }> => {
  const [row] = await db
    .select({ ...getTableColumns(clinicOpeningHours), changedByName: users.name })
    .from(clinicOpeningHours)
    .innerJoin(users, eq(users.id, clinicOpeningHours.changedBy))
    .orderBy(desc(clinicOpeningHours.version))
    .limit(1);
  return row ?? { ...NOBODY, openingHours: USUAL_OPENING_HOURS };
};

/** The calendar day in the clinic, such as `2026-12-24`. */
export const clinicDate = (timeZone: string, at: Date): string => dateOfDay(localDay(timeZone, at.getTime()));
