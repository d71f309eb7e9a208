import { createRoute, z } from '@hono/zod-openapi';
import { AlertAnalytics, AlertAnalyticsCsvQuery, AlertAnalyticsQuery } from '#contracts/alert-analytics.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, newRouter } from '../router.ts';
import { readAlertAnalytics } from '../services/analytics/read-alert-analytics.ts';
import { toAnalyticsCsv } from '../services/analytics/to-analytics-csv.ts';

const refusals = { ...fails.invalid, ...fails.unauthenticated, ...fails.forbidden };

const alertsRoute = createRoute({
  method: 'get',
  path: '/analytics/alerts',
  request: { query: AlertAnalyticsQuery },
  responses: { 200: answers('What alerts cost and are worth', AlertAnalytics), ...refusals },
});

const csvRoute = createRoute({
  method: 'get',
  path: '/analytics/alerts.csv',
  request: { query: AlertAnalyticsCsvQuery },
  responses: {
    200: { description: 'One of its tables (RFC 4180)', content: { 'text/csv': { schema: z.string() } } },
    ...refusals,
  },
});

export const analyticsRoutes = (deps: Deps) =>
  newRouter()
    .openapi(alertsRoute, async (c) => c.json(await readAlertAnalytics(deps, c.var.actor, c.req.valid('query')), 200))
    .openapi(csvRoute, async (c) => {
      const { table, ...asked } = c.req.valid('query');
      const analytics = await readAlertAnalytics(deps, c.var.actor, asked);
      const { from, to } = analytics;
      c.header('content-type', 'text/csv; charset=utf-8; header=present');
      c.header('content-disposition', `attachment; filename="alerts-${table}-${from}-${to}.csv"`);
      // The mark tells spreadsheets that it is UTF-8; names in Chinese are unreadable in some without it.
      return c.body(`\uFEFF${toAnalyticsCsv(analytics, table)}`, 200);
    });
