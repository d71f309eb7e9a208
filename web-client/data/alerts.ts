import type { z } from 'zod';
import type {
  Alert,
  AlertDetail as AlertDetailShape,
  AlertList,
  NextCall,
  Outcome as OutcomeShape,
} from '#contracts/alert.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

export type AlertDetail = z.infer<typeof AlertDetailShape>;
export type Outcome = z.infer<typeof OutcomeShape>;

const HOUR_MS = 3_600_000;
const LONGEST_SNOOZE_MS = 24 * HOUR_MS - 60_000;

type AlertAnswer = { alert: Alert };

/** All alerts that still want somebody, of everyone the person may see. */
export const listOpenAlerts = (): Promise<Alert[]> => listAlerts({ state: 'open' });

export const listAlertsOf = (patientId: string): Promise<Alert[]> => listAlerts({ patientId });

const listAlerts = async (query: { state?: string; patientId?: string }): Promise<Alert[]> => {
  const alerts: Alert[] = [];
  let cursor: string | undefined;
  do {
    const page: z.infer<typeof AlertList> = await request(
      'GET',
      `/api/alerts${queryString({ ...query, limit: 200, cursor })}`,
    );
    alerts.push(...page.alerts);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && alerts.length < 1_000);
  return alerts;
};

export const readAlert = (alertId: string): Promise<AlertDetail> => request('GET', apiPath`/api/alerts/${alertId}`);

/** The person has the alert before them: whatever told them of it is read. */
export const markAlertRead = (alertId: string): Promise<{ recorded: number }> =>
  request('POST', apiPath`/api/alerts/${alertId}/read`, {});

export const acknowledgeAlert = async (alertId: string): Promise<Alert> =>
  (await request<AlertAnswer>('POST', apiPath`/api/alerts/${alertId}/acknowledge`, {})).alert;

export const resolveAlert = async (alertId: string, outcome: Outcome, comment: string): Promise<Alert> => {
  const body = comment.trim() === '' ? { outcome } : { outcome, comment: comment.trim() };
  return (await request<AlertAnswer>('POST', apiPath`/api/alerts/${alertId}/resolve`, body)).alert;
};

/** Not again to this person for so many hours. A minute less than a day: clocks differ, and a day is the most there is. */
export const snoozeAlert = async (alertId: string, hours: number, reason: string): Promise<Alert> => {
  const lengthMs = Math.min(hours * HOUR_MS, LONGEST_SNOOZE_MS);
  const until = new Date(Date.now() + lengthMs).toISOString();
  return (await request<AlertAnswer>('POST', apiPath`/api/alerts/${alertId}/snooze`, { until, reason })).alert;
};

/** Tells this person again from now on. */
export const endSnooze = async (alertId: string): Promise<Alert> =>
  (await request<AlertAnswer>('POST', apiPath`/api/alerts/${alertId}/snooze/end`, {})).alert;

/** Whom `escalateAlert` would call now. */
export const readNextCall = (alertId: string): Promise<NextCall> =>
  request('GET', apiPath`/api/alerts/${alertId}/next-call`);

/** Calls the next people at once; the alert is nobody's until one of them takes it. */
export const escalateAlert = async (alertId: string, reason: string): Promise<Alert> =>
  (await request<AlertAnswer>('POST', apiPath`/api/alerts/${alertId}/escalate`, { reason })).alert;

/** Was it useful? The last word of each person counts. */
export const giveFeedback = async (alertId: string, useful: boolean): Promise<Alert> =>
  (await request<AlertAnswer>('POST', apiPath`/api/alerts/${alertId}/feedback`, { useful })).alert;
