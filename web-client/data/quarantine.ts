import type {
  DiscardQuarantined,
  QuarantinedReading,
  QuarantineList,
  ReleaseQuarantined,
} from '#contracts/quarantine.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

const MOST = 1_000;

/** What waits for somebody's judgement, the longest first. */
export const listHeldReadings = async (): Promise<QuarantinedReading[]> => {
  const readings: QuarantinedReading[] = [];
  let cursor: string | undefined;
  do {
    const search = queryString({ state: 'held', limit: 200, cursor });
    const page = await request<QuarantineList>('GET', `/api/quarantine${search}`);
    readings.push(...page.readings);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && readings.length < MOST);
  return readings;
};

/** Puts a held reading into the record as it should have been. */
export const releaseReading = (id: string, release: ReleaseQuarantined): Promise<unknown> =>
  request('POST', apiPath`/api/quarantine/${id}/release`, release);

export const discardReading = (id: string, discard: DiscardQuarantined): Promise<unknown> =>
  request('POST', apiPath`/api/quarantine/${id}/discard`, discard);
