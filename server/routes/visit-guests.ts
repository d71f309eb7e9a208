import { createRoute, z } from '@hono/zod-openapi';
import { Consultation } from '#contracts/consultation.ts';
import { Id, IdParam } from '#contracts/ids.ts';
import { InvitedGuest, InviteGuest } from '#contracts/visit-guest.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { admitGuest } from '../services/visit-guests/admit.ts';
import { inviteGuest } from '../services/visit-guests/invite.ts';
import { removeGuest } from '../services/visit-guests/remove.ts';

const GuestParam = z.strictObject({ id: Id, guestId: Id });

const refusals = {
  ...fails.invalid,
  ...fails.unauthenticated,
  ...fails.forbidden,
  ...fails.not_found,
  ...fails.conflict,
};
const changed = {
  200: answers('The consultation as it is now', z.strictObject({ consultation: Consultation })),
  ...refusals,
};

const inviteRoute = createRoute({
  method: 'post',
  path: '/consultations/{id}/guests',
  request: { params: IdParam, body: jsonBody(InviteGuest) },
  responses: { 201: answers('The guest, and the link that brings them, shown this once', InvitedGuest), ...refusals },
});

const removeRoute = createRoute({
  method: 'delete',
  path: '/consultations/{id}/guests/{guestId}',
  request: { params: GuestParam },
  responses: changed,
});

const admitRoute = createRoute({
  method: 'post',
  path: '/consultations/{id}/guests/{guestId}/admit',
  request: { params: GuestParam },
  responses: changed,
});

export const visitGuestRoutes = (deps: Deps) =>
  newRouter()
    .openapi(inviteRoute, async (c) =>
      c.json(await inviteGuest(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 201),
    )
    .openapi(removeRoute, async (c) => {
      const { id, guestId } = c.req.valid('param');
      return c.json({ consultation: await removeGuest(deps, c.var.actor, id, guestId) }, 200);
    })
    .openapi(admitRoute, async (c) => {
      const { id, guestId } = c.req.valid('param');
      return c.json({ consultation: await admitGuest(deps, c.var.actor, id, guestId) }, 200);
    });
