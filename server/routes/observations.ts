import { createRoute, z } from '@hono/zod-openapi';
import { Id, IdParam } from '#contracts/ids.ts';
import {
  ConfirmObservation,
  EntryResult,
  ObservationList,
  ObservationQuery,
  UnconfirmedList,
} from '#contracts/observation.ts';
import { TypedReading } from '#contracts/reading.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { confirmObservation } from '../services/observations/confirm.ts';
import { enterObservation } from '../services/observations/enter.ts';
import { listUnconfirmed } from '../services/observations/list-unconfirmed.ts';
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

const unconfirmedRoute = createRoute({
  method: 'get',
  path: '/patients/{id}/observations/unconfirmed',
  request: { params: IdParam },
  responses: {
    200: answers('Doubtful readings about which nobody has said whose they are', UnconfirmedList),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

const confirmRoute = createRoute({
  method: 'post',
  path: '/patients/{id}/observations/{observationId}/confirmation',
  request: { params: z.strictObject({ id: Id, observationId: Id }), body: jsonBody(ConfirmObservation) },
  responses: {
    200: answers('The answer is written down; a reading of somebody else counts no longer', ConfirmObservation),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
    ...fails.conflict,
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
    })
    .openapi(unconfirmedRoute, async (c) =>
      c.json(await listUnconfirmed(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(confirmRoute, async (c) => {
      const { id, observationId } = c.req.valid('param');
      const { isMine } = c.req.valid('json');
      await confirmObservation(deps, c.var.actor, id, observationId, isMine);
      return c.json({ isMine }, 200);
    });
};
