import { createRoute } from '@hono/zod-openapi';
import { Liveness, Readiness } from '#contracts/health.ts';
import type { Deps } from '../deps.ts';
import { answers, newRouter } from '../router.ts';
import { createReadinessReader } from '../services/health/read-readiness.ts';

const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  responses: { 200: answers('This process runs', Liveness) },
});

const readyRoute = createRoute({
  method: 'get',
  path: '/readyz',
  responses: { 200: answers('Nothing is down', Readiness), 503: answers('Something is down', Readiness) },
});

export const healthRoutes = (deps: Deps) => {
  const readReadiness = createReadinessReader(deps);
  return newRouter()
    .openapi(healthRoute, (c) => c.json({ state: 'up' as const }, 200))
    .openapi(readyRoute, async (c) => {
      const readiness = await readReadiness();
      return readiness.state === 'down' ? c.json(readiness, 503) : c.json(readiness, 200);
    });
};
