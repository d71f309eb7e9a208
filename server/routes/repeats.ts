import { createRoute } from '@hono/zod-openapi';
import { IdParam } from '#contracts/ids.ts';
import { RepeatRequests } from '#contracts/repeat.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, newRouter } from '../router.ts';
import { readRepeatRequests } from '../services/repeats/read.ts';

const readRoute = createRoute({
  method: 'get',
  path: '/patients/{id}/repeats',
  request: { params: IdParam },
  responses: {
    200: answers('Readings that the patient is asked to take again, and their repeats', RepeatRequests),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

export const repeatRoutes = (deps: Deps) =>
  newRouter().openapi(readRoute, async (c) =>
    c.json(await readRepeatRequests(deps, c.var.actor, c.req.valid('param').id), 200),
  );
