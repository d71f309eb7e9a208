import type { ExpectationList, PutExpectation } from '#contracts/expectation.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

const pathOf = (patientId: string): string => apiPath`/api/patients/${patientId}/expectations`;

/** How often readings are expected of a patient. */
export const listExpectations = (patientId: string): Promise<ExpectationList> => request('GET', pathOf(patientId));

/** Sets or ends one expectation; answers with all that stand now. */
export const putExpectation = (patientId: string, expectation: PutExpectation): Promise<ExpectationList> =>
  request('PUT', pathOf(patientId), expectation);
