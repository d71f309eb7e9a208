import { createRoute } from '@hono/zod-openapi';
import { Me } from '#contracts/user.ts';
import type { Auth } from '../auth/auth.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, newRouter } from '../router.ts';
import { readMe } from '../services/users/read-me.ts';

const route = createRoute({
  method: 'get',
  path: '/me',
  responses: { 200: answers('Who is signed in', Me), ...fails.unauthenticated },
});

/** Asked when a page opens: whoever comes back within the session's time stays signed in. */
export const meRoutes = (deps: Deps, auth: Auth) =>
  newRouter().openapi(route, async (c) => {
    const cookies = await auth.renewSession(c.req.raw.headers);
    for (const cookie of cookies) c.header('set-cookie', cookie, { append: true });
    return c.json(await readMe(deps, c.var.actor.userId), 200);
  });
