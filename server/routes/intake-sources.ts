import { createRoute, z } from '@hono/zod-openapi';
import { Page } from '#contracts/ids.ts';
import {
  CreateIntakeSource,
  IntakeSecret,
  IntakeSource,
  IntakeSourceId,
  IntakeSourceList,
  LinkUser,
  RotateIntakeSecret,
  UnlinkUser,
} from '#contracts/intake.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { createIntakeSource } from '../services/intake-sources/create.ts';
import { linkUser } from '../services/intake-sources/link-user.ts';
import { listIntakeSources } from '../services/intake-sources/list.ts';
import { revokeIntakeSource } from '../services/intake-sources/revoke.ts';
import { rotateIntakeSecret } from '../services/intake-sources/rotate-secret.ts';
import { unlinkUser } from '../services/intake-sources/unlink-user.ts';

const params = z.strictObject({ id: IntakeSourceId });

const refusals = {
  ...fails.invalid,
  ...fails.unauthenticated,
  ...fails.forbidden,
  ...fails.not_found,
  ...fails.conflict,
};

const changed = { 200: answers('The source as it is now', z.strictObject({ source: IntakeSource })), ...refusals };

const listRoute = createRoute({
  method: 'get',
  path: '/intake-sources',
  request: { query: Page },
  responses: {
    200: answers('Who may send readings by webhook', IntakeSourceList),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
  },
});

const postRoute = createRoute({
  method: 'post',
  path: '/intake-sources',
  request: { body: jsonBody(CreateIntakeSource) },
  responses: {
    201: answers('The source and its secret, shown this once', IntakeSecret),
    ...refusals,
    ...fails.unavailable,
  },
});

const rotateRoute = createRoute({
  method: 'post',
  path: '/intake-sources/{id}/rotate',
  request: { params, body: jsonBody(RotateIntakeSecret) },
  responses: {
    200: answers('The source and its new secret, shown this once', IntakeSecret),
    ...refusals,
    ...fails.unavailable,
  },
});

const revokeRoute = createRoute({
  method: 'post',
  path: '/intake-sources/{id}/revoke',
  request: { params },
  responses: changed,
});

const linkRoute = createRoute({
  method: 'post',
  path: '/intake-sources/{id}/links',
  request: { params, body: jsonBody(LinkUser) },
  responses: changed,
});

const unlinkRoute = createRoute({
  method: 'delete',
  path: '/intake-sources/{id}/links',
  request: { params, body: jsonBody(UnlinkUser) },
  responses: changed,
});

export const intakeSourceRoutes = (deps: Deps) =>
  newRouter()
    .openapi(listRoute, async (c) => c.json(await listIntakeSources(deps, c.var.actor, c.req.valid('query')), 200))
    .openapi(postRoute, async (c) => c.json(await createIntakeSource(deps, c.var.actor, c.req.valid('json')), 201))
    .openapi(rotateRoute, async (c) => {
      const { keepPreviousForHours } = c.req.valid('json');
      return c.json(await rotateIntakeSecret(deps, c.var.actor, c.req.valid('param').id, keepPreviousForHours), 200);
    })
    .openapi(revokeRoute, async (c) =>
      c.json({ source: await revokeIntakeSource(deps, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(linkRoute, async (c) =>
      c.json({ source: await linkUser(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(unlinkRoute, async (c) =>
      c.json({ source: await unlinkUser(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    );
