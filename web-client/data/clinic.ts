import type { ClinicCalendar, Holiday, OpeningHours } from '#contracts/clinic.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

/** When the clinic is open, and by which clock. */
export const readCalendar = (): Promise<ClinicCalendar> => request('GET', '/api/clinic/calendar');

/** A version other than `basedOnVersion` in the database is a `conflict`. */
export const saveOpeningHours = (
  openingHours: readonly OpeningHours[],
  reason: string,
  basedOnVersion: number,
): Promise<ClinicCalendar> => request('PUT', '/api/clinic/opening-hours', { openingHours, reason, basedOnVersion });

/** A version other than `basedOnVersion` in the database is a `conflict`. */
export const saveTimeZone = (timeZone: string, reason: string, basedOnVersion: number): Promise<ClinicCalendar> =>
  request('PUT', '/api/clinic/time-zone', { timeZone, reason, basedOnVersion });

export const addHoliday = (holiday: Holiday): Promise<ClinicCalendar> =>
  request('POST', '/api/clinic/holidays', holiday);

export const removeHoliday = (date: string): Promise<ClinicCalendar> =>
  request('DELETE', apiPath`/api/clinic/holidays/${date}`);
