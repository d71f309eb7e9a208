import { createRoute } from '@hono/zod-openapi';
import { IdParam } from '#contracts/ids.ts';
import {
  PreviewThresholds,
  PutThresholds,
  ThresholdHistory,
  ThresholdHistoryQuery,
  ThresholdPreview,
  Thresholds,
} from '#contracts/threshold.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { listThresholdVersions } from '../services/thresholds/history.ts';
import { previewThresholds } from '../services/thresholds/preview.ts';
import { putThresholds } from '../services/thresholds/put.ts';
import { readThresholds } from '../services/thresholds/read.ts';

const readRoute = createRoute({
  method: 'get',
  path: '/patients/{id}/thresholds',
  request: { params: IdParam },
  responses: {
    200: answers('What the patient is judged by', Thresholds),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

const putRoute = createRoute({
  method: 'put',
  path: '/patients/{id}/thresholds',
  request: { params: IdParam, body: jsonBody(PutThresholds) },
  responses: {
    200: answers('The new version', Thresholds),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.not_found,
    ...fails.conflict,
  },
});

const previewRoute = createRoute({
  method: 'post',
  path: '/patients/{id}/thresholds/preview',
  request: { params: IdParam, body: jsonBody(PreviewThresholds) },
  responses: {
    200: answers('What they would have raised over the last 30 days', ThresholdPreview),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.not_found,
    ...fails.conflict,
  },
});

const historyRoute = createRoute({
  method: 'get',
  path: '/patients/{id}/thresholds/history',
  request: { params: IdParam, query: ThresholdHistoryQuery },
  responses: {
    200: answers('Who set what, when and why, newest first', ThresholdHistory),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

export const thresholdRoutes = (deps: Deps) =>
  newRouter()
    .openapi(readRoute, async (c) => c.json(await readThresholds(deps, c.var.actor, c.req.valid('param').id), 200))
    .openapi(putRoute, async (c) =>
      c.json(await putThresholds(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(previewRoute, async (c) =>
      c.json(await previewThresholds(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(historyRoute, async (c) =>
      c.json(await listThresholdVersions(deps, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
    );
