import type { AlertAnalytics, AnalyticsTable } from '#contracts/alert-analytics.ts';
import type { AnalyticsQuery } from '#contracts/analytics-period.ts';
import type { VisitAnalytics, VisitTable } from '#contracts/visit-analytics.ts';
import { queryString, request } from './request.ts';

/** What alerts cost and are worth; over the last thirty days where none are named. */
export const readAlertAnalytics = ({ from, to }: AnalyticsQuery): Promise<AlertAnalytics> =>
  request('GET', `/api/analytics/alerts${queryString({ from, to })}`);

/** Where one of its tables is downloaded as CSV. */
export const alertsCsvPath = (table: AnalyticsTable, { from, to }: Pick<AlertAnalytics, 'from' | 'to'>): string =>
  `/api/analytics/alerts.csv${queryString({ table, from, to })}`;

/** How video visits went; over the last thirty days where none are named. */
export const readVisitAnalytics = ({ from, to }: AnalyticsQuery): Promise<VisitAnalytics> =>
  request('GET', `/api/analytics/visits${queryString({ from, to })}`);

/** Where one of its tables is downloaded as CSV. */
export const visitsCsvPath = (table: VisitTable, { from, to }: Pick<VisitAnalytics, 'from' | 'to'>): string =>
  `/api/analytics/visits.csv${queryString({ table, from, to })}`;
