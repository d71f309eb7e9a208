import { createRoute, z } from '@hono/zod-openapi';
import { CallCheckResult } from '#contracts/call-check.ts';
import { Consultation, JoinGrant } from '#contracts/consultation.ts';
import { IdParam } from '#contracts/ids.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { openCallCheck } from '../services/call-checks/open.ts';
import { recordCallCheck } from '../services/call-checks/record.ts';

const openRoute = createRoute({
  method: 'post',
  path: '/call-checks',
  responses: {
    200: answers('What opens a room of one’s own, once', JoinGrant),
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.rate_limited,
    ...fails.unavailable,
  },
});

const recordRoute = createRoute({
  method: 'post',
  path: '/consultations/{id}/call-checks',
  request: { params: IdParam, body: jsonBody(CallCheckResult) },
  responses: {
    200: answers('The consultation as it is now', z.strictObject({ consultation: Consultation })),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.not_found,
    ...fails.conflict,
  },
});

export const callCheckRoutes = (deps: Deps) =>
  newRouter()
    .openapi(openRoute, async (c) => c.json(await openCallCheck(deps, c.var.actor, c.req.header('host')), 200))
    .openapi(recordRoute, async (c) => {
      const consultation = await recordCallCheck(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json'));
      return c.json({ consultation }, 200);
    });
