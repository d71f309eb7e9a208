import { createRoute } from '@hono/zod-openapi';
import { IdParam } from '#contracts/ids.ts';
import { TellWhereabouts, WhereaboutsAnswer } from '#contracts/whereabouts.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { readWhereabouts } from '../services/whereabouts/read.ts';
import { tellWhereabouts } from '../services/whereabouts/tell.ts';

const readRoute = createRoute({
  method: 'get',
  path: '/consultations/{id}/whereabouts',
  request: { params: IdParam },
  responses: {
    200: answers('Where the patient is, or was said to be last', WhereaboutsAnswer),
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

const tellRoute = createRoute({
  method: 'put',
  path: '/consultations/{id}/whereabouts',
  request: { params: IdParam, body: jsonBody(TellWhereabouts) },
  responses: {
    200: answers('Where the patient is', WhereaboutsAnswer),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
    ...fails.conflict,
  },
});

export const whereaboutsRoutes = (deps: Deps) =>
  newRouter()
    .openapi(readRoute, async (c) =>
      c.json({ whereabouts: await readWhereabouts(deps.db, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(tellRoute, async (c) =>
      c.json(
        { whereabouts: await tellWhereabouts(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) },
        200,
      ),
    );
