import { createRoute } from '@hono/zod-openapi';
import { HomeProtocol } from '#contracts/home-protocol.ts';
import { IdParam } from '#contracts/ids.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, newRouter } from '../router.ts';
import { readHomeProtocol } from '../services/home-protocol/read.ts';

const readRoute = createRoute({
  method: 'get',
  path: '/patients/{id}/home-protocol',
  request: { params: IdParam },
  responses: {
    200: answers('Seven days of home blood pressure: how far, and what is next', HomeProtocol),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

export const homeProtocolRoutes = (deps: Deps) =>
  newRouter().openapi(readRoute, async (c) =>
    c.json(await readHomeProtocol(deps, c.var.actor, c.req.valid('param').id), 200),
  );
