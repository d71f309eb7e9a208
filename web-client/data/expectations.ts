import type { Expectation, ExpectationList, PutExpectation } from '#contracts/expectation.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

const pathOf = (patientId: string): string => apiPath`/api/patients/${patientId}/expectations`;

/** How often readings are expected of a patient. */
export const listExpectations = async (patientId: string): Promise<Expectation[]> =>
  (await request<ExpectationList>('GET', pathOf(patientId))).expectations;

/** Sets or ends one expectation; answers with all that stand now. */
export const putExpectation = async (patientId: string, expectation: PutExpectation): Promise<Expectation[]> =>
  (await request<ExpectationList>('PUT', pathOf(patientId), expectation)).expectations;
