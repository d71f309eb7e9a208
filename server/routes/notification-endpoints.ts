import { createRoute, z } from '@hono/zod-openapi';
import { IdParam } from '#contracts/ids.ts';
import {
  CreateNotificationEndpoint,
  NotificationEndpoint,
  NotificationEndpointList,
  PutNotificationEndpoint,
  VerifyNotificationEndpoint,
} from '#contracts/notification-endpoint.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { createEndpoint } from '../services/notification-endpoints/create.ts';
import { listEndpoints } from '../services/notification-endpoints/list.ts';
import { putEndpoint } from '../services/notification-endpoints/put.ts';
import { removeEndpoint } from '../services/notification-endpoints/remove.ts';
import { sendCode, sendTest } from '../services/notification-endpoints/send.ts';
import { verifyEndpoint } from '../services/notification-endpoints/verify.ts';

const endpointNow = z.strictObject({ endpoint: NotificationEndpoint });

const changed = {
  200: answers('The endpoint as it is now', endpointNow),
  ...fails.invalid,
  ...fails.unauthenticated,
  ...fails.not_found,
  ...fails.conflict,
  ...fails.rate_limited,
};

const listRoute = createRoute({
  method: 'get',
  path: '/me/notification-endpoints',
  responses: { 200: answers('Where you are told of alerts', NotificationEndpointList), ...fails.unauthenticated },
});

const postRoute = createRoute({
  method: 'post',
  path: '/me/notification-endpoints',
  request: { body: jsonBody(CreateNotificationEndpoint) },
  responses: {
    201: answers('The endpoint; except for a push subscription, its code is on its way', endpointNow),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.not_found,
    ...fails.conflict,
    ...fails.rate_limited,
  },
});

const putRoute = createRoute({
  method: 'put',
  path: '/me/notification-endpoints/{id}',
  request: { params: IdParam, body: jsonBody(PutNotificationEndpoint) },
  responses: {
    200: answers('The endpoint as it is now', endpointNow),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.not_found,
    ...fails.conflict,
  },
});

const codeRoute = createRoute({
  method: 'post',
  path: '/me/notification-endpoints/{id}/code',
  request: { params: IdParam },
  responses: changed,
});

const verifyRoute = createRoute({
  method: 'post',
  path: '/me/notification-endpoints/{id}/verify',
  request: { params: IdParam, body: jsonBody(VerifyNotificationEndpoint) },
  responses: changed,
});

const testRoute = createRoute({
  method: 'post',
  path: '/me/notification-endpoints/{id}/test',
  request: { params: IdParam },
  responses: changed,
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/me/notification-endpoints/{id}',
  request: { params: IdParam },
  responses: {
    200: answers('Where you are told of alerts now', NotificationEndpointList),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

export const notificationEndpointRoutes = (deps: Deps) =>
  newRouter()
    .openapi(listRoute, async (c) => c.json(await listEndpoints(deps, c.var.actor), 200))
    .openapi(postRoute, async (c) =>
      c.json({ endpoint: await createEndpoint(deps, c.var.actor, c.req.valid('json')) }, 201),
    )
    .openapi(putRoute, async (c) =>
      c.json({ endpoint: await putEndpoint(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(codeRoute, async (c) =>
      c.json({ endpoint: await sendCode(deps, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(verifyRoute, async (c) => {
      const { code } = c.req.valid('json');
      return c.json({ endpoint: await verifyEndpoint(deps, c.var.actor, c.req.valid('param').id, code) }, 200);
    })
    .openapi(testRoute, async (c) =>
      c.json({ endpoint: await sendTest(deps, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(deleteRoute, async (c) => {
      await removeEndpoint(deps, c.var.actor, c.req.valid('param').id);
      return c.json(await listEndpoints(deps, c.var.actor), 200);
    });
