import type { AlertAnalytics, AlertAnalyticsQuery, AnalyticsTable } from '#contracts/alert-analytics.ts';
import { queryString, request } from './request.ts';

/** What alerts cost and are worth; over the last thirty days where none are named. */
export const readAlertAnalytics = ({ from, to }: AlertAnalyticsQuery): Promise<AlertAnalytics> =>
  request('GET', `/api/analytics/alerts${queryString({ from, to })}`);

/** Where one of its tables is downloaded as CSV. */
export const analyticsCsvPath = (table: AnalyticsTable, { from, to }: Pick<AlertAnalytics, 'from' | 'to'>): string =>
  `/api/analytics/alerts.csv${queryString({ table, from, to })}`;
