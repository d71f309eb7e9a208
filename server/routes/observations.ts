import { createRoute } from '@hono/zod-openapi';
import { IdParam } from '#contracts/ids.ts';
import { EntryResult, ObservationList, ObservationQuery } from '#contracts/observation.ts';
import { TypedReading } from '#contracts/reading.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { enterObservation } from '../services/observations/enter.ts';
import { createObservationLister } from '../services/observations/list.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/patients/{id}/observations',
  request: { params: IdParam, query: ObservationQuery },
  responses: {
    200: answers('Observations of a stretch of time, oldest first', ObservationList),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

const enterRoute = createRoute({
  method: 'post',
  path: '/patients/{id}/observations',
  request: { params: IdParam, body: jsonBody(TypedReading) },
  responses: {
    200: answers('It was there already, or is kept aside to be looked at', EntryResult),
    201: answers('Stored and judged', EntryResult),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
    ...fails.unavailable,
  },
});

export const observationRoutes = (deps: Deps) => {
  const listObservations = createObservationLister(deps);
  return newRouter()
    .openapi(listRoute, async (c) =>
      c.json(await listObservations(c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
    )
    .openapi(enterRoute, async (c) => {
      const result = await enterObservation(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return result.fate === 'stored' ? c.json(result, 201) : c.json(result, 200);
    });
};
