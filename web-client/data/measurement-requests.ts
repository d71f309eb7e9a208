import type { MeasurementRequests } from '#contracts/measurement-request.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

/** What the patient was asked to measure within the last day, and what was answered. */
export const readMeasurementRequests = (patientId: string): Promise<MeasurementRequests> =>
  request('GET', apiPath`/api/patients/${patientId}/measurement-requests`);

/** All that one alert led to. */
export const readMeasurementRequestsOfAlert = (patientId: string, alertId: string): Promise<MeasurementRequests> =>
  request('GET', `${apiPath`/api/patients/${patientId}/measurement-requests`}${queryString({ alertId })}`);

/** Asks the patient, from an alert, to measure now. */
export const askMeasurement = (alertId: string, kind: ReadingKind): Promise<MeasurementRequests> =>
  request('POST', apiPath`/api/alerts/${alertId}/ask-measurement`, { kind });
