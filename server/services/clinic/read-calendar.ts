import type { ClinicCalendar, SettingVersion } from '#contracts/clinic.ts';
import type { Database, Transaction } from '#database/client.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { clinicDate, loadChosenTimeZone, loadHolidays, loadOpeningHours, type Chosen } from './load-calendar.ts';

/** When the clinic is open, for those who work there. */
export const readCalendar = ({ db, now }: Deps, actor: SignedIn): Promise<ClinicCalendar> => {
  requireRole(actor, 'administrator', 'clinician');
  return loadCalendar(db, now());
};

export const loadCalendar = async (db: Database | Transaction, now: Date): Promise<ClinicCalendar> => {
  const { timeZone, ...zone } = await loadChosenTimeZone(db);
  const { openingHours, ...hours } = await loadOpeningHours(db);
  const today = clinicDate(timeZone, now);
  const yearBefore = `${Number(today.slice(0, 4)) - 1}`;
  return {
    ...{ timeZone, timeZoneVersion: toVersion(zone), today },
    ...{ ...toVersion(hours), openingHours: [...openingHours] },
    holidays: (await loadHolidays(db)).filter(({ date }) => date >= yearBefore),
  };
};

const toVersion = ({ version, changedBy, changedByName, changedAt, reason }: Chosen): SettingVersion => ({
  ...{ version, changedBy, changedByName, reason },
  changedAt: changedAt?.toISOString() ?? null,
});
