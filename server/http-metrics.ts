import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { Histogram } from 'prom-client';
import type { Env } from './deps.ts';

const duration = new Histogram({
  name: 'kanhu_http_request_duration_seconds',
  help: 'Time to answer, by route (never by path: ids are not for graphs)',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
});

export const measureRequests = createMiddleware<Env>(async (c, next) => {
  const stop = duration.startTimer();
  await next();
  stop({ method: c.req.method, route: routePath(c), status: String(c.res.status) });
});
