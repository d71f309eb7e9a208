import type { StayTotals } from '#contracts/visit-stay.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

/** Says what one's stay in a visit was like so far, also when the page goes away meanwhile. */
export const reportStay = (consultationId: string, stayId: string, totals: StayTotals): Promise<void> =>
  request('PUT', apiPath`/api/consultations/${consultationId}/stays/${stayId}`, totals, { outlivesPage: true });
