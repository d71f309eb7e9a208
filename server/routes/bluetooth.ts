import { createRoute, z } from '@hono/zod-openapi';
import { DeviceToken, PairBluetoothDevice, PairedDevice } from '#contracts/bluetooth.ts';
import { DeviceId } from '#contracts/device.ts';
import { Id } from '#contracts/ids.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { issueDeviceToken } from '../services/devices/issue-token.ts';
import { mqttUrlForBrowser } from '../services/devices/mqtt-url.ts';
import { pairBluetoothDevice } from '../services/devices/pair-bluetooth.ts';

const pairRoute = createRoute({
  method: 'post',
  path: '/patients/{id}/bluetooth-devices',
  request: { params: z.strictObject({ id: Id }), body: jsonBody(PairBluetoothDevice) },
  responses: {
    200: answers('The device that the browser speaks for, found or made', PairedDevice),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
    ...fails.conflict,
  },
});

const tokenRoute = createRoute({
  method: 'post',
  path: '/devices/{id}/token',
  request: { params: z.strictObject({ id: DeviceId }) },
  responses: {
    200: answers('With what the browser signs in at the MQTT endpoint, shown this once', DeviceToken),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
    ...fails.rate_limited,
  },
});

export const bluetoothRoutes = (deps: Deps) =>
  newRouter()
    .openapi(pairRoute, async (c) =>
      c.json(await pairBluetoothDevice(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(tokenRoute, async (c) => {
      const issued = await issueDeviceToken(deps, c.var.actor, c.req.valid('param').id);
      const { origin, host } = c.env.incoming.headers;
      return c.json({ ...issued, url: mqttUrlForBrowser(deps.config, { origin, host }) }, 200);
    });
