import type { z } from 'zod';
import type { PatientDetail as PatientDetailShape, PatientList, PatientSummary } from '#contracts/patient.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

export type PatientDetail = z.infer<typeof PatientDetailShape>;

/** Everyone in the person's care, with the newest value of each kind. */
export const listPatients = async (): Promise<PatientSummary[]> => {
  const patients: PatientSummary[] = [];
  let cursor: string | undefined;
  do {
    const page: z.infer<typeof PatientList> = await request(
      'GET',
      `/api/patients${queryString({ limit: 200, cursor })}`,
    );
    patients.push(...page.patients);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && patients.length < 1_000);
  return patients;
};

export const readPatient = (patientId: string): Promise<PatientDetail> =>
  request('GET', apiPath`/api/patients/${patientId}`);
