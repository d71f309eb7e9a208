import { createRoute } from '@hono/zod-openapi';
import { EscalationPreview, PreviewEscalationPolicy } from '#contracts/escalation-preview.ts';
import {
  EscalationPolicy,
  EscalationPolicyHistory,
  EscalationPolicyList,
  PutEscalationPolicy,
  SeverityParam,
} from '#contracts/escalation.ts';
import { Page } from '#contracts/ids.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { listPolicyVersions } from '../services/escalation-policies/history.ts';
import { listPolicies } from '../services/escalation-policies/list.ts';
import { previewPolicy } from '../services/escalation-policies/preview.ts';
import { putPolicy } from '../services/escalation-policies/put.ts';

const readRefusals = { ...fails.unauthenticated, ...fails.forbidden };

const listRoute = createRoute({
  method: 'get',
  path: '/escalation-policies',
  responses: { 200: answers('Who is called about which alerts', EscalationPolicyList), ...readRefusals },
});

const putRoute = createRoute({
  method: 'put',
  path: '/escalation-policies/{severity}',
  request: { params: SeverityParam, body: jsonBody(PutEscalationPolicy) },
  responses: {
    200: answers('The new version', EscalationPolicy),
    ...fails.invalid,
    ...readRefusals,
    ...fails.conflict,
  },
});

const previewRoute = createRoute({
  method: 'post',
  path: '/escalation-policies/{severity}/preview',
  request: { params: SeverityParam, body: jsonBody(PreviewEscalationPolicy) },
  responses: {
    200: answers('What these tiers would do; nothing is saved', EscalationPreview),
    ...fails.invalid,
    ...readRefusals,
  },
});

const historyRoute = createRoute({
  method: 'get',
  path: '/escalation-policies/{severity}/history',
  request: { params: SeverityParam, query: Page },
  responses: {
    200: answers('Who set what, when and why, newest first', EscalationPolicyHistory),
    ...fails.invalid,
    ...readRefusals,
  },
});

export const escalationPolicyRoutes = (deps: Deps) =>
  newRouter()
    .openapi(listRoute, async (c) => c.json(await listPolicies(deps, c.var.actor), 200))
    .openapi(putRoute, async (c) =>
      c.json(await putPolicy(deps, c.var.actor, c.req.valid('param').severity, c.req.valid('json')), 200),
    )
    .openapi(previewRoute, async (c) =>
      c.json(await previewPolicy(deps, c.var.actor, c.req.valid('param').severity, c.req.valid('json')), 200),
    )
    .openapi(historyRoute, async (c) => {
      const { severity } = c.req.valid('param');
      return c.json(await listPolicyVersions(deps, c.var.actor, severity, c.req.valid('query')), 200);
    });
