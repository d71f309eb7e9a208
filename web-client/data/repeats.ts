import type { RepeatRequests } from '#contracts/repeat.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

/** Which readings the patient is asked to take again, and the repeats that are there. */
export const readRepeatRequests = (patientId: string): Promise<RepeatRequests> =>
  request('GET', apiPath`/api/patients/${patientId}/repeats`);
