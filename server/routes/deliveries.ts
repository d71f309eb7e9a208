import { createRoute, z } from '@hono/zod-openapi';
import { IdParam } from '#contracts/ids.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, newRouter } from '../router.ts';
import { confirmPush } from '../services/deliveries/confirm-push.ts';

const receivedRoute = createRoute({
  method: 'post',
  path: '/deliveries/{id}/received',
  request: { params: IdParam },
  responses: {
    200: answers('Whether that was news', z.strictObject({ recorded: z.boolean() })),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

export const deliveryRoutes = (deps: Deps) =>
  newRouter().openapi(receivedRoute, async (c) =>
    c.json(await confirmPush(deps, c.var.actor, c.req.valid('param').id), 200),
  );
