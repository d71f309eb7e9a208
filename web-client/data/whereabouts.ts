import type { z } from 'zod';
import type { Whereabouts, WhereaboutsAnswer } from '#contracts/whereabouts.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

type Answer = z.infer<typeof WhereaboutsAnswer>;

const pathOf = (consultationId: string): string => apiPath`/api/consultations/${consultationId}/whereabouts`;

/** Where the patient is, or was said to be in an earlier visit; null where nobody ever said. */
export const readWhereabouts = async (consultationId: string): Promise<Whereabouts | null> =>
  (await request<Answer>('GET', pathOf(consultationId))).whereabouts;

/** A `conflict` once the visit is over. */
export const tellWhereabouts = async (consultationId: string, address: string): Promise<Whereabouts | null> =>
  (await request<Answer>('PUT', pathOf(consultationId), { address })).whereabouts;
