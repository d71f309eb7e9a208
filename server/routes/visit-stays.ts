import { createRoute } from '@hono/zod-openapi';
import { StayParams, StayTotals } from '#contracts/visit-stay.ts';
import type { Deps } from '../deps.ts';
import { fails, jsonBody, newRouter } from '../router.ts';
import { recordStay } from '../services/visit-stays/record.ts';

const recordRoute = createRoute({
  method: 'put',
  path: '/consultations/{id}/stays/{stayId}',
  description: 'Each word on a stay holds all that was counted since it began. The browser chooses the id of the stay.',
  request: { params: StayParams, body: jsonBody(StayTotals) },
  responses: {
    204: { description: 'Kept' },
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.not_found,
    ...fails.conflict,
  },
});

export const visitStayRoutes = (deps: Deps) =>
  newRouter().openapi(recordRoute, async (c) => {
    await recordStay(deps, c.var.actor, c.req.valid('param'), c.req.valid('json'));
    return c.body(null, 204);
  });
