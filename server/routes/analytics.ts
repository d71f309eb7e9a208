import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { AlertAnalytics, AlertAnalyticsCsvQuery } from '#contracts/alert-analytics.ts';
import { AnalyticsQuery } from '#contracts/analytics-period.ts';
import { VisitAnalytics, VisitAnalyticsCsvQuery } from '#contracts/visit-analytics.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, newRouter } from '../router.ts';
import { readAlertAnalytics } from '../services/analytics/read-alert-analytics.ts';
import { readVisitAnalytics } from '../services/analytics/read-visit-analytics.ts';
import { toAlertCsv } from '../services/analytics/to-alert-csv.ts';
import { toVisitCsv } from '../services/analytics/to-visit-csv.ts';

const refusals = { ...fails.invalid, ...fails.unauthenticated, ...fails.forbidden };
const file = {
  200: { description: 'One of its tables (RFC 4180)', content: { 'text/csv': { schema: z.string() } } },
  ...refusals,
};

const alertsRoute = createRoute({
  method: 'get',
  path: '/analytics/alerts',
  request: { query: AnalyticsQuery },
  responses: { 200: answers('What alerts cost and are worth', AlertAnalytics), ...refusals },
});

const alertsCsvRoute = createRoute({
  method: 'get',
  path: '/analytics/alerts.csv',
  request: { query: AlertAnalyticsCsvQuery },
  responses: file,
});

const visitsRoute = createRoute({
  method: 'get',
  path: '/analytics/visits',
  request: { query: AnalyticsQuery },
  responses: { 200: answers('How video visits went', VisitAnalytics), ...refusals },
});

const visitsCsvRoute = createRoute({
  method: 'get',
  path: '/analytics/visits.csv',
  request: { query: VisitAnalyticsCsvQuery },
  responses: file,
});

const sendFile = (c: Context, name: string, text: string) => {
  c.header('content-type', 'text/csv; charset=utf-8; header=present');
  c.header('content-disposition', `attachment; filename="${name}.csv"`);
  // The mark tells spreadsheets that it is UTF-8; names in Chinese are unreadable in some without it.
  return c.body(`\uFEFF${text}`, 200);
};

export const analyticsRoutes = (deps: Deps) =>
  newRouter()
    .openapi(alertsRoute, async (c) => c.json(await readAlertAnalytics(deps, c.var.actor, c.req.valid('query')), 200))
    .openapi(alertsCsvRoute, async (c) => {
      const { table, ...asked } = c.req.valid('query');
      const analytics = await readAlertAnalytics(deps, c.var.actor, asked);
      return sendFile(c, `alerts-${table}-${analytics.from}-${analytics.to}`, toAlertCsv(analytics, table));
    })
    .openapi(visitsRoute, async (c) => c.json(await readVisitAnalytics(deps, c.var.actor, c.req.valid('query')), 200))
    .openapi(visitsCsvRoute, async (c) => {
      const { table, ...asked } = c.req.valid('query');
      const analytics = await readVisitAnalytics(deps, c.var.actor, asked);
      return sendFile(c, `visits-${table}-${analytics.from}-${analytics.to}`, toVisitCsv(analytics, table));
    });
