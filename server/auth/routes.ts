import { createRoute } from '@hono/zod-openapi';
import { Me, SignIn } from '#contracts/user.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { readMe } from '../services/users/read-me.ts';
import type { Auth } from './auth.ts';
import { clientAddress } from '../client-address.ts';
import { requireSession } from './guards.ts';

const signInRoute = createRoute({
  method: 'post',
  path: '/auth/sign-in/email',
  request: { body: jsonBody(SignIn) },
  responses: {
    200: answers('Signed in; the session is in the cookie', Me),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.rate_limited,
  },
});

const signOutRoute = createRoute({
  method: 'post',
  path: '/auth/sign-out',
  responses: { 204: { description: 'Signed out; open sockets of the session end' }, ...fails.unauthenticated },
});

export const authRoutes = (deps: Deps, auth: Auth) => {
  const router = newRouter();
  router.use(signOutRoute.getRoutingPath(), requireSession(auth));
  return router
    .openapi(signInRoute, async (c) => {
      const caller = {
        address: clientAddress(deps.config, c.env.incoming),
        userAgent: c.req.header('user-agent'),
      };
      const { userId, cookies } = await auth.signIn(c.req.valid('json'), caller);
      for (const cookie of cookies) c.header('set-cookie', cookie, { append: true });
      return c.json(await readMe(deps, userId), 200);
    })
    .openapi(signOutRoute, async (c) => {
      const cookies = await auth.signOut(c.var.actor, c.req.raw.headers);
      for (const cookie of cookies) c.header('set-cookie', cookie, { append: true });
      return c.body(null, 204);
    });
};
