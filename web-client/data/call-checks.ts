import type { CallCheckResult } from '#contracts/call-check.ts';
import type { Consultation, JoinGrant } from '#contracts/consultation.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

/** What opens a room on the media node in which one meets nobody but oneself. */
export const openCallCheck = (): Promise<JoinGrant> => request('POST', '/api/call-checks', {});

/** Keeps with a visit what was found, for the others who are invited. */
export const recordCallCheck = async (consultationId: string, result: CallCheckResult): Promise<Consultation> =>
  (
    await request<{ consultation: Consultation }>(
      'POST',
      apiPath`/api/consultations/${consultationId}/call-checks`,
      result,
    )
  ).consultation;
