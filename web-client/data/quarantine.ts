import type {
  DiscardQuarantined,
  QuarantinedReading,
  QuarantineList,
  ReleaseQuarantined,
} from '#contracts/quarantine.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

/** Most that the server hands out at once. */
const PAGE = 200;

export type HeldReadings = { readings: QuarantinedReading[]; hasMore: boolean };

/** The first `count` of what waits for somebody's judgement, what is dangerous and what is a patient's before the rest. */
export const listHeldReadings = async (count: number): Promise<HeldReadings> => {
  const readings: QuarantinedReading[] = [];
  let cursor: string | undefined;
  do {
    const search = queryString({ state: 'held', limit: Math.min(PAGE, count - readings.length), cursor });
    const page = await request<QuarantineList>('GET', `/api/quarantine${search}`);
    readings.push(...page.readings);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && readings.length < count);
  return { readings, hasMore: cursor !== undefined };
};

/** Puts a held reading into the record as it should have been. */
export const releaseReading = (id: string, release: ReleaseQuarantined): Promise<unknown> =>
  request('POST', apiPath`/api/quarantine/${id}/release`, release);

export const discardReading = (id: string, discard: DiscardQuarantined): Promise<unknown> =>
  request('POST', apiPath`/api/quarantine/${id}/discard`, discard);
