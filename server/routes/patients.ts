import { createRoute } from '@hono/zod-openapi';
import { IdParam, Page } from '#contracts/ids.ts';
import { PatientDetail, PatientList } from '#contracts/patient.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, newRouter } from '../router.ts';
import { listPatients } from '../services/patients/list.ts';
import { readPatient } from '../services/patients/read.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/patients',
  request: { query: Page },
  responses: { 200: answers('Everyone in your care', PatientList), ...fails.invalid, ...fails.unauthenticated },
});

const readRoute = createRoute({
  method: 'get',
  path: '/patients/{id}',
  request: { params: IdParam },
  responses: {
    200: answers('The patient and their care team', PatientDetail),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

export const patientRoutes = (deps: Deps) =>
  newRouter()
    .openapi(listRoute, async (c) => c.json(await listPatients(deps, c.var.actor, c.req.valid('query')), 200))
    .openapi(readRoute, async (c) => c.json(await readPatient(deps, c.var.actor, c.req.valid('param').id), 200));
