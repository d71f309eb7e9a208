import { createRoute, z } from '@hono/zod-openapi';
import { IdParam } from '#contracts/ids.ts';
import { NotificationEndpointList } from '#contracts/notification-endpoint.ts';
import { AddRelative, Relative, StopMessages } from '#contracts/relative.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { listEndpoints } from '../services/notification-endpoints/list.ts';
import { stopMessages } from '../services/notification-endpoints/stop.ts';
import { addRelative } from '../services/relatives/add.ts';
import { removeRelative } from '../services/relatives/remove.ts';

const addRoute = createRoute({
  method: 'post',
  path: '/me/relatives',
  request: { body: jsonBody(AddRelative) },
  responses: {
    201: answers('The relative, who is told nothing yet', z.strictObject({ relative: Relative })),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.conflict,
  },
});

const removeRoute = createRoute({
  method: 'delete',
  path: '/me/relatives/{id}',
  request: { params: IdParam },
  responses: {
    200: answers('Who is told where now', NotificationEndpointList),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.not_found,
  },
});

const stopRoute = createRoute({
  method: 'post',
  path: '/message-stops',
  request: { body: jsonBody(StopMessages) },
  responses: {
    200: answers('Nothing more is sent to that address', z.strictObject({ stopped: z.literal(true) })),
    ...fails.invalid,
    ...fails.not_found,
  },
});

export const relativeRoutes = (deps: Deps) =>
  newRouter()
    .openapi(addRoute, async (c) =>
      c.json({ relative: await addRelative(deps, c.var.actor, c.req.valid('json')) }, 201),
    )
    .openapi(removeRoute, async (c) => {
      await removeRelative(deps, c.var.actor, c.req.valid('param').id);
      return c.json(await listEndpoints(deps, c.var.actor), 200);
    })
    .openapi(stopRoute, async (c) => {
      await stopMessages(deps, c.req.valid('json'));
      return c.json({ stopped: true as const }, 200);
    });
