import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { JoinGrant } from '#contracts/consultation.ts';
import { GuestView, OpenInvitation } from '#contracts/visit-guest.ts';
import { clientAddress, networkOf } from '../client-address.ts';
import type { Deps, Env } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { isSecure } from '../security-headers.ts';
import { joinAsGuest } from '../services/visit-guests/join.ts';
import { leaveAsGuest } from '../services/visit-guests/leave.ts';
import { openInvitation } from '../services/visit-guests/open.ts';
import { requireGuest, toGuestView } from '../services/visit-guests/session.ts';

const GuestAnswer = z.strictObject({ guest: GuestView });

/** The secret of a guest's session. The browser sends it to the paths of guests and to no other. */
const COOKIE = 'kanhu.guest';
const COOKIE_PATH = '/api/guest';

const openRoute = createRoute({
  method: 'post',
  path: '/guest/open',
  request: { body: jsonBody(OpenInvitation) },
  responses: {
    200: answers('You wait to be let in; the session is in the cookie', GuestAnswer),
    ...fails.invalid,
    ...fails.forbidden,
    ...fails.not_found,
    ...fails.conflict,
    ...fails.rate_limited,
  },
});

const readRoute = createRoute({
  method: 'get',
  path: '/guest',
  description: 'A page asks every three seconds; at most 90 requests of one guest in a minute are answered.',
  responses: {
    200: answers('How far you are', GuestAnswer),
    ...fails.unauthenticated,
    ...fails.rate_limited,
  },
});

const joinRoute = createRoute({
  method: 'post',
  path: '/guest/join',
  responses: {
    200: answers('What opens the room, once', JoinGrant),
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.conflict,
    ...fails.rate_limited,
    ...fails.unavailable,
  },
});

const leaveRoute = createRoute({
  method: 'post',
  path: '/guest/leave',
  responses: {
    200: answers('You have left for good', GuestAnswer),
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.rate_limited,
  },
});

const secretOf = (c: Context<Env>): string | undefined => getCookie(c, COOKIE);

/** For people without an account: a session of their own, which opens these four paths and nothing else. */
export const guestRoutes = (deps: Deps) =>
  newRouter()
    .openapi(openRoute, async (c) => {
      const { view, session } = await openInvitation(deps, {
        token: c.req.valid('json').token,
        heldSecret: secretOf(c),
        network: networkOf(clientAddress(deps.config, c.env.incoming)),
      });
      if (session !== null) {
        setCookie(c, COOKIE, session.secret, {
          ...{ path: COOKIE_PATH, httpOnly: true, sameSite: 'Strict', secure: isSecure(deps.config) },
          expires: session.expiresAt,
        });
      }
      return c.json({ guest: view }, 200);
    })
    .openapi(readRoute, async (c) => c.json({ guest: toGuestView(await requireGuest(deps, secretOf(c))) }, 200))
    .openapi(joinRoute, async (c) =>
      c.json(await joinAsGuest(deps, await requireGuest(deps, secretOf(c)), c.req.header('host')), 200),
    )
    .openapi(leaveRoute, async (c) =>
      c.json({ guest: await leaveAsGuest(deps, await requireGuest(deps, secretOf(c))) }, 200),
    );
