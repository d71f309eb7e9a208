import { createRoute, z } from '@hono/zod-openapi';
import {
  AssignDevice,
  ClaimDevice,
  CreateDevice,
  CreatedDevice,
  Device,
  DeviceClaim,
  DeviceId,
  DeviceList,
  RotatedDevice,
} from '#contracts/device.ts';
import { Page } from '#contracts/ids.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { assignDevice } from '../services/devices/assign.ts';
import { claimDevice } from '../services/devices/claim.ts';
import { createDevice } from '../services/devices/create.ts';
import { issueClaimCode } from '../services/devices/issue-claim-code.ts';
import { listDevices } from '../services/devices/list.ts';
import { revokeDevice } from '../services/devices/revoke.ts';
import { rotateSecret } from '../services/devices/rotate-secret.ts';
import { unassignDevice } from '../services/devices/unassign.ts';

const params = z.strictObject({ id: DeviceId });

const refusals = {
  ...fails.invalid,
  ...fails.unauthenticated,
  ...fails.forbidden,
  ...fails.not_found,
  ...fails.conflict,
};

const changed = { 200: answers('The device as it is now', z.strictObject({ device: Device })), ...refusals };

const listRoute = createRoute({
  method: 'get',
  path: '/devices',
  request: { query: Page },
  responses: { 200: answers('Devices you may see', DeviceList), ...fails.invalid, ...fails.unauthenticated },
});

const postRoute = createRoute({
  method: 'post',
  path: '/devices',
  request: { body: jsonBody(CreateDevice) },
  responses: { 201: answers('The device, its secret and its claim code, shown this once', CreatedDevice), ...refusals },
});

const rotateRoute = createRoute({
  method: 'post',
  path: '/devices/{id}/rotate',
  request: { params },
  responses: { 200: answers('The device and its new secret, shown this once', RotatedDevice), ...refusals },
});

const issueRoute = createRoute({
  method: 'post',
  path: '/devices/{id}/claim-code',
  request: { params },
  responses: {
    200: answers(
      'A new claim code, shown this once; the one before no longer works',
      z.strictObject({ claim: DeviceClaim }),
    ),
    ...refusals,
  },
});

const claimed = { ...changed, ...fails.rate_limited };

const claimRoute = createRoute({
  method: 'post',
  path: '/devices/{id}/claim',
  request: { params, body: jsonBody(ClaimDevice) },
  responses: claimed,
});

const claimByCodeRoute = createRoute({
  method: 'post',
  path: '/devices/claim',
  request: { body: jsonBody(ClaimDevice) },
  responses: claimed,
});

const revokeRoute = createRoute({
  method: 'post',
  path: '/devices/{id}/revoke',
  request: { params },
  responses: changed,
});

const assignRoute = createRoute({
  method: 'post',
  path: '/devices/{id}/assignment',
  request: { params, body: jsonBody(AssignDevice) },
  responses: changed,
});

const unassignRoute = createRoute({
  method: 'delete',
  path: '/devices/{id}/assignment',
  request: { params, body: jsonBody(AssignDevice) },
  responses: changed,
});

export const deviceRoutes = (deps: Deps) =>
  newRouter()
    .openapi(listRoute, async (c) => c.json(await listDevices(deps, c.var.actor, c.req.valid('query')), 200))
    .openapi(postRoute, async (c) => c.json(await createDevice(deps, c.var.actor, c.req.valid('json')), 201))
    .openapi(rotateRoute, async (c) => c.json(await rotateSecret(deps, c.var.actor, c.req.valid('param').id), 200))
    .openapi(issueRoute, async (c) =>
      c.json({ claim: await issueClaimCode(deps, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(claimRoute, async (c) =>
      c.json({ device: await claimDevice(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(claimByCodeRoute, async (c) =>
      c.json({ device: await claimDevice(deps, c.var.actor, null, c.req.valid('json')) }, 200),
    )
    .openapi(revokeRoute, async (c) =>
      c.json({ device: await revokeDevice(deps, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(assignRoute, async (c) =>
      c.json({ device: await assignDevice(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(unassignRoute, async (c) =>
      c.json({ device: await unassignDevice(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    );
