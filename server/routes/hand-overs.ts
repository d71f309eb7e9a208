import { createRoute, z } from '@hono/zod-openapi';
import { Alert } from '#contracts/alert.ts';
import { DeclineHandOver, OfferHandOver } from '#contracts/hand-over.ts';
import { IdParam } from '#contracts/ids.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { declineHandOver } from '../services/hand-overs/decline.ts';
import { offerHandOver } from '../services/hand-overs/offer.ts';
import { withdrawHandOver } from '../services/hand-overs/withdraw.ts';

const changed = {
  200: answers('The alert as it is now', z.strictObject({ alert: Alert })),
  ...fails.invalid,
  ...fails.unauthenticated,
  ...fails.forbidden,
  ...fails.not_found,
  ...fails.conflict,
};

const offerRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/hand-over',
  request: { params: IdParam, body: jsonBody(OfferHandOver) },
  responses: changed,
});

const declineRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/hand-over/decline',
  request: { params: IdParam, body: jsonBody(DeclineHandOver) },
  responses: changed,
});

const withdrawRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/hand-over/withdraw',
  request: { params: IdParam },
  responses: changed,
});

/** Whoever it is offered to takes it as any alert is taken: `POST /alerts/{id}/acknowledge`. */
export const handOverRoutes = (deps: Deps) =>
  newRouter()
    .openapi(offerRoute, async (c) =>
      c.json({ alert: await offerHandOver(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(declineRoute, async (c) =>
      c.json({ alert: await declineHandOver(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(withdrawRoute, async (c) =>
      c.json({ alert: await withdrawHandOver(deps, c.var.actor, c.req.valid('param').id) }, 200),
    );
