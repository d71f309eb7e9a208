import type { PatientMetrics } from '#contracts/metrics.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

/** The metrics of the last two weeks of glucose, and of the last week of blood pressure and heart rate. */
export const readMetrics = (patientId: string): Promise<PatientMetrics> =>
  request('GET', apiPath`/api/patients/${patientId}/metrics`);
