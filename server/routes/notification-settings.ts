import { createRoute } from '@hono/zod-openapi';
import { NotificationSettingsView, PutNotificationSettings } from '#contracts/notification-settings.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { putSettings } from '../services/notification-settings/put.ts';
import { readNotificationSettings } from '../services/notification-settings/read.ts';

const readRoute = createRoute({
  method: 'get',
  path: '/notification-settings',
  responses: {
    200: answers('By which ways messages leave the clinic, and how each does', NotificationSettingsView),
    ...fails.unauthenticated,
    ...fails.forbidden,
  },
});

const putRoute = createRoute({
  method: 'put',
  path: '/notification-settings',
  request: { body: jsonBody(PutNotificationSettings) },
  responses: {
    200: answers('The settings as they are now', NotificationSettingsView),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
  },
});

export const notificationSettingsRoutes = (deps: Deps) =>
  newRouter()
    .openapi(readRoute, async (c) => c.json(await readNotificationSettings(deps, c.var.actor), 200))
    .openapi(putRoute, async (c) => c.json(await putSettings(deps, c.var.actor, c.req.valid('json')), 200));
