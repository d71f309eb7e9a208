import type { Alert } from '#contracts/alert.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

type AlertAnswer = { alert: Alert };

/** Offers the alert to a colleague, whose it is once they take it; whoever offers it takes it first where nobody has it. */
export const offerHandOver = async (alertId: string, toUserId: string, reason: string): Promise<Alert> =>
  (await request<AlertAnswer>('POST', apiPath`/api/alerts/${alertId}/hand-over`, { toUserId, reason })).alert;

export const declineHandOver = async (alertId: string, reason: string): Promise<Alert> =>
  (await request<AlertAnswer>('POST', apiPath`/api/alerts/${alertId}/hand-over/decline`, { reason })).alert;

/** Takes one's own offer back: the alert was the giver's all the time. */
export const takeHandOverBack = async (alertId: string): Promise<Alert> =>
  (await request<AlertAnswer>('POST', apiPath`/api/alerts/${alertId}/hand-over/withdraw`, {})).alert;
