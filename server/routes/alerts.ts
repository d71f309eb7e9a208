import { createRoute, z } from '@hono/zod-openapi';
import {
  Alert,
  AlertDetail,
  AlertFeedback,
  AlertList,
  AlertQuery,
  EscalateAlert,
  NextCall,
  ResolveAlert,
  SnoozeAlert,
} from '#contracts/alert.ts';
import { IdParam } from '#contracts/ids.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { acknowledgeAlert } from '../services/alerts/acknowledge.ts';
import { endSnooze } from '../services/alerts/end-snooze.ts';
import { escalateAlert } from '../services/alerts/escalate.ts';
import { giveFeedback } from '../services/alerts/give-feedback.ts';
import { listAlerts } from '../services/alerts/list.ts';
import { markRead } from '../services/alerts/mark-read.ts';
import { readAlert } from '../services/alerts/read.ts';
import { resolveAlert } from '../services/alerts/resolve.ts';
import { snoozeAlert } from '../services/alerts/snooze.ts';
import { readNextCall } from '../services/escalations/read-next-call.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/alerts',
  request: { query: AlertQuery },
  responses: { 200: answers('Alerts of everyone in your care', AlertList), ...fails.invalid, ...fails.unauthenticated },
});

const readRoute = createRoute({
  method: 'get',
  path: '/alerts/{id}',
  request: { params: IdParam },
  responses: { 200: answers('The alert, its events and deliveries', AlertDetail), ...fails.not_found },
});

const markReadRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/read',
  request: { params: IdParam },
  responses: {
    200: answers('How many messages are read by this', z.strictObject({ recorded: z.int() })),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

const changed = {
  200: answers('The alert as it is now', z.strictObject({ alert: Alert })),
  ...fails.invalid,
  ...fails.unauthenticated,
  ...fails.forbidden,
  ...fails.not_found,
  ...fails.conflict,
};

const acknowledgeRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/acknowledge',
  request: { params: IdParam },
  responses: changed,
});

const snoozeRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/snooze',
  request: { params: IdParam, body: jsonBody(SnoozeAlert) },
  responses: changed,
});

const endSnoozeRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/snooze/end',
  request: { params: IdParam },
  responses: changed,
});

const nextCallRoute = createRoute({
  method: 'get',
  path: '/alerts/{id}/next-call',
  request: { params: IdParam },
  responses: {
    200: answers('Whom an escalation would call now', NextCall),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.not_found,
  },
});

const escalateRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/escalate',
  request: { params: IdParam, body: jsonBody(EscalateAlert) },
  responses: changed,
});

const resolveRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/resolve',
  request: { params: IdParam, body: jsonBody(ResolveAlert) },
  responses: changed,
});

const feedbackRoute = createRoute({
  method: 'post',
  path: '/alerts/{id}/feedback',
  request: { params: IdParam, body: jsonBody(AlertFeedback) },
  responses: changed,
});

export const alertRoutes = (deps: Deps) =>
  newRouter()
    .openapi(listRoute, async (c) => c.json(await listAlerts(deps, c.var.actor, c.req.valid('query')), 200))
    .openapi(readRoute, async (c) => c.json(await readAlert(deps, c.var.actor, c.req.valid('param').id), 200))
    .openapi(markReadRoute, async (c) => c.json(await markRead(deps, c.var.actor, c.req.valid('param').id), 200))
    .openapi(acknowledgeRoute, async (c) =>
      c.json({ alert: await acknowledgeAlert(deps, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(snoozeRoute, async (c) =>
      c.json({ alert: await snoozeAlert(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(endSnoozeRoute, async (c) =>
      c.json({ alert: await endSnooze(deps, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(nextCallRoute, async (c) => c.json(await readNextCall(deps, c.var.actor, c.req.valid('param').id), 200))
    .openapi(escalateRoute, async (c) =>
      c.json({ alert: await escalateAlert(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(resolveRoute, async (c) =>
      c.json({ alert: await resolveAlert(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(feedbackRoute, async (c) =>
      c.json({ alert: await giveFeedback(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    );
