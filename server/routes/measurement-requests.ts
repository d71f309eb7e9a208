import { createRoute } from '@hono/zod-openapi';
import { IdParam } from '#contracts/ids.ts';
import { AskMeasurement, MeasurementRequestQuery, MeasurementRequests } from '#contracts/measurement-request.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { askMeasurement } from '../services/measurement-requests/ask.ts';
import { readMeasurementRequests } from '../services/measurement-requests/read.ts';

const askRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/ask-measurement',
  request: { params: IdParam, body: jsonBody(AskMeasurement) },
  responses: {
    201: answers('What the patient was asked to measure, this included', MeasurementRequests),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.not_found,
    ...fails.conflict,
  },
});

const readRoute = createRoute({
  method: 'get',
  path: '/patients/{id}/measurement-requests',
  request: { params: IdParam, query: MeasurementRequestQuery },
  responses: {
    200: answers('What the patient was asked to measure, and the answers', MeasurementRequests),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

export const measurementRequestRoutes = (deps: Deps) =>
  newRouter()
    .openapi(askRoute, async (c) =>
      c.json(await askMeasurement(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 201),
    )
    .openapi(readRoute, async (c) =>
      c.json(await readMeasurementRequests(deps, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
    );
