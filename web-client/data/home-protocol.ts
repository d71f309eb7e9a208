import type { HomeProtocol } from '#contracts/home-protocol.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

/** How far a patient is with seven days of home blood pressure. */
export const readHomeProtocol = (patientId: string): Promise<HomeProtocol> =>
  request('GET', apiPath`/api/patients/${patientId}/home-protocol`);
