import { createRoute, z } from '@hono/zod-openapi';
import { IdParam } from '#contracts/ids.ts';
import { EntryResult } from '#contracts/observation.ts';
import {
  DiscardQuarantined,
  QuarantinedReading,
  QuarantineList,
  QuarantineQuery,
  ReleaseQuarantined,
} from '#contracts/quarantine.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { discardQuarantined } from '../services/quarantine/discard.ts';
import { listQuarantined } from '../services/quarantine/list.ts';
import { releaseQuarantined } from '../services/quarantine/release.ts';

const refusals = {
  ...fails.invalid,
  ...fails.unauthenticated,
  ...fails.forbidden,
  ...fails.not_found,
  ...fails.conflict,
};

const listRoute = createRoute({
  method: 'get',
  path: '/quarantine',
  request: { query: QuarantineQuery },
  responses: {
    200: answers('Readings that were not believed', QuarantineList),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
  },
});

const releaseRoute = createRoute({
  method: 'post',
  path: '/quarantine/{id}/release',
  request: { params: IdParam, body: jsonBody(ReleaseQuarantined) },
  responses: {
    200: answers(
      'The settled row, and what became of the corrected reading',
      z.strictObject({ reading: QuarantinedReading, result: EntryResult }),
    ),
    ...refusals,
    ...fails.unavailable,
  },
});

const discardRoute = createRoute({
  method: 'post',
  path: '/quarantine/{id}/discard',
  request: { params: IdParam, body: jsonBody(DiscardQuarantined) },
  responses: { 200: answers('The settled row', z.strictObject({ reading: QuarantinedReading })), ...refusals },
});

export const quarantineRoutes = (deps: Deps) =>
  newRouter()
    .openapi(listRoute, async (c) => c.json(await listQuarantined(deps, c.var.actor, c.req.valid('query')), 200))
    .openapi(releaseRoute, async (c) =>
      c.json(await releaseQuarantined(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(discardRoute, async (c) =>
      c.json(
        { reading: await discardQuarantined(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) },
        200,
      ),
    );
