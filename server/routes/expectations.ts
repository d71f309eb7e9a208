import { createRoute } from '@hono/zod-openapi';
import { ExpectationList, PutExpectation } from '#contracts/expectation.ts';
import { IdParam } from '#contracts/ids.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { listExpectations } from '../services/expectations/list.ts';
import { putExpectation } from '../services/expectations/put.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/patients/{id}/expectations',
  request: { params: IdParam },
  responses: {
    200: answers('How often readings are expected', ExpectationList),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

const putRoute = createRoute({
  method: 'put',
  path: '/patients/{id}/expectations',
  request: { params: IdParam, body: jsonBody(PutExpectation) },
  responses: {
    200: answers('What is expected now', ExpectationList),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.not_found,
  },
});

export const expectationRoutes = (deps: Deps) =>
  newRouter()
    .openapi(listRoute, async (c) => c.json(await listExpectations(deps, c.var.actor, c.req.valid('param').id), 200))
    .openapi(putRoute, async (c) =>
      c.json(await putExpectation(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    );
