import { createRoute } from '@hono/zod-openapi';
import { IdParam } from '#contracts/ids.ts';
import { MetricsQuery, PatientMetrics } from '#contracts/metrics.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, newRouter } from '../router.ts';
import { readMetrics } from '../services/metrics/read.ts';

const readRoute = createRoute({
  method: 'get',
  path: '/patients/{id}/metrics',
  request: { params: IdParam, query: MetricsQuery },
  responses: {
    200: answers('Metrics of a stretch of time, or why the readings do not suffice for them', PatientMetrics),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

export const patientMetricsRoutes = (deps: Deps) =>
  newRouter().openapi(readRoute, async (c) =>
    c.json(await readMetrics(deps, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
  );
