import type {
  AddCover,
  AddShift,
  EndShift,
  OnCallBoard,
  OnCallGaps,
  OnCallWeek,
  PreviewShift,
  ShiftPreview,
} from '#contracts/on-call.ts';
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

export const createRoster = (name: string): Promise<unknown> => request('POST', '/api/on-call/rosters', { name });

export const renameRoster = (rosterId: string, name: string): Promise<unknown> =>
  request('PUT', apiPath`/api/on-call/rosters/${rosterId}`, { name });

/** A `conflict` while alerts are escalated to it. */
export const closeRoster = (rosterId: string, reason: string): Promise<unknown> =>
  request('POST', apiPath`/api/on-call/rosters/${rosterId}/close`, { reason });

/** A `conflict` where the shift that it replaces ends by then already. */
export const addShift = (rosterId: string, shift: AddShift): Promise<unknown> =>
  request('POST', apiPath`/api/on-call/rosters/${rosterId}/shifts`, shift);

/** What two weeks would be with this shift; nothing is changed. */
export const previewShift = (rosterId: string, shift: PreviewShift): Promise<ShiftPreview> =>
  request('POST', apiPath`/api/on-call/rosters/${rosterId}/shifts/preview`, shift);

export const endShift = (rosterId: string, shiftId: string, end: EndShift): Promise<unknown> =>
  request('POST', apiPath`/api/on-call/rosters/${rosterId}/shifts/${shiftId}/end`, end);
