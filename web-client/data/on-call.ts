import type { AddCover, OnCallBoard, OnCallGaps, OnCallWeek } from '#contracts/on-call.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

/** Who is on call now and next, by every roster. */
export const readBoard = (): Promise<OnCallBoard> => request('GET', '/api/on-call');

/** The week of a day of the clinic's calendar; this week where none is given. */
export const readWeek = (date?: string): Promise<OnCallWeek> =>
  request('GET', `/api/on-call/week${queryString({ date })}`);

/** When nobody is on call within the next seven days. */
export const listGaps = (): Promise<OnCallGaps> => request('GET', '/api/on-call/gaps');

export const addCover = (rosterId: string, cover: AddCover): Promise<unknown> =>
  request('POST', apiPath`/api/on-call/rosters/${rosterId}/covers`, cover);

export const cancelCover = (rosterId: string, coverId: string): Promise<unknown> =>
  request('POST', apiPath`/api/on-call/rosters/${rosterId}/covers/${coverId}/cancel`, {});
