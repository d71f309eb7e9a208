import type { ClinicCalendar } from '#contracts/clinic.ts';
import type { Database, Transaction } from '#database/client.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { clinicDate, loadHolidays, loadOpeningHours, loadTimeZone } from './load-calendar.ts';

/** When the clinic is open, for those who work there. */
export const readCalendar = ({ db, now }: Deps, actor: SignedIn): Promise<ClinicCalendar> => {
  requireRole(actor, 'administrator', 'clinician');
  return loadCalendar(db, now());
};

export const loadCalendar = async (db: Database | Transaction, now: Date): Promise<ClinicCalendar> => {
  const timeZone = await loadTimeZone(db);
  const { changedAt, openingHours, ...hours } = await loadOpeningHours(db);
  const yearBefore = `${Number(clinicDate(timeZone, now).slice(0, 4)) - 1}`;
  return {
    timeZone,
    ...hours,
    openingHours: [...openingHours],
    changedAt: changedAt?.toISOString() ?? null,
    holidays: (await loadHolidays(db)).filter(({ date }) => date >= yearBefore),
  };
};
