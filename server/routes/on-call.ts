import { createRoute, z } from '@hono/zod-openapi';
import { Id, IdParam, Instant } from '#contracts/ids.ts';
import {
  AddCover,
  AddShift,
  CloseRoster,
  CreateRoster,
  EndShift,
  OnCallBoard,
  OnCallGaps,
  OnCallWeek,
  OnCallWeekQuery,
  PreviewShift,
  RenameRoster,
  Roster,
  ShiftPreview,
} from '#contracts/on-call.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { addCover } from '../services/on-call/add-cover.ts';
import { addShift } from '../services/on-call/add-shift.ts';
import { cancelCover } from '../services/on-call/cancel-cover.ts';
import { closeRoster } from '../services/on-call/close-roster.ts';
import { createRoster } from '../services/on-call/create-roster.ts';
import { endShift } from '../services/on-call/end-shift.ts';
import { listGaps } from '../services/on-call/list-gaps.ts';
import { previewShift } from '../services/on-call/preview-shift.ts';
import { readBoard } from '../services/on-call/read-board.ts';
import { readWeek } from '../services/on-call/read-week.ts';
import { renameRoster } from '../services/on-call/rename-roster.ts';

const readRefusals = { ...fails.unauthenticated, ...fails.forbidden };
const refusals = { ...fails.invalid, ...readRefusals, ...fails.not_found, ...fails.conflict };

const RosterAnswer = z.strictObject({ roster: Roster });
const changed = { 200: answers('The roster as it is now', RosterAnswer), ...refusals };
const added = { 201: answers('The roster as it is now', RosterAnswer), ...refusals };

const boardRoute = createRoute({
  method: 'get',
  path: '/on-call',
  responses: { 200: answers('Who is on call now and next', OnCallBoard), ...readRefusals },
});

const weekRoute = createRoute({
  method: 'get',
  path: '/on-call/week',
  request: { query: OnCallWeekQuery },
  responses: { 200: answers('Who is on call when', OnCallWeek), ...fails.invalid, ...readRefusals },
});

const gapsRoute = createRoute({
  method: 'get',
  path: '/on-call/gaps',
  responses: { 200: answers('When nobody is on call within the next seven days', OnCallGaps), ...readRefusals },
});

const createRosterRoute = createRoute({
  method: 'post',
  path: '/on-call/rosters',
  request: { body: jsonBody(CreateRoster) },
  responses: {
    201: answers('The roster, still without shifts', RosterAnswer),
    ...fails.invalid,
    ...readRefusals,
    ...fails.conflict,
  },
});

const renameRoute = createRoute({
  method: 'put',
  path: '/on-call/rosters/{id}',
  request: { params: IdParam, body: jsonBody(RenameRoster) },
  responses: changed,
});

const closeRoute = createRoute({
  method: 'post',
  path: '/on-call/rosters/{id}/close',
  request: { params: IdParam, body: jsonBody(CloseRoster) },
  responses: { 200: answers('Closed', z.strictObject({ id: Id, closedAt: Instant })), ...refusals },
});

const addShiftRoute = createRoute({
  method: 'post',
  path: '/on-call/rosters/{id}/shifts',
  request: { params: IdParam, body: jsonBody(AddShift) },
  responses: added,
});

const previewShiftRoute = createRoute({
  method: 'post',
  path: '/on-call/rosters/{id}/shifts/preview',
  request: { params: IdParam, body: jsonBody(PreviewShift) },
  responses: {
    200: answers('Two weeks of the roster as they would be with this shift, beside its gaps as they are', ShiftPreview),
    ...refusals,
  },
});

const endShiftRoute = createRoute({
  method: 'post',
  path: '/on-call/rosters/{id}/shifts/{shiftId}/end',
  request: { params: z.strictObject({ id: Id, shiftId: Id }), body: jsonBody(EndShift) },
  responses: changed,
});

const addCoverRoute = createRoute({
  method: 'post',
  path: '/on-call/rosters/{id}/covers',
  request: { params: IdParam, body: jsonBody(AddCover) },
  responses: added,
});

const cancelCoverRoute = createRoute({
  method: 'post',
  path: '/on-call/rosters/{id}/covers/{coverId}/cancel',
  request: { params: z.strictObject({ id: Id, coverId: Id }) },
  responses: changed,
});

export const onCallRoutes = (deps: Deps) =>
  newRouter()
    .openapi(boardRoute, async (c) => c.json(await readBoard(deps, c.var.actor), 200))
    .openapi(weekRoute, async (c) => c.json(await readWeek(deps, c.var.actor, c.req.valid('query')), 200))
    .openapi(gapsRoute, async (c) => c.json(await listGaps(deps, c.var.actor), 200))
    .openapi(createRosterRoute, async (c) =>
      c.json({ roster: await createRoster(deps, c.var.actor, c.req.valid('json')) }, 201),
    )
    .openapi(renameRoute, async (c) =>
      c.json({ roster: await renameRoster(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(closeRoute, async (c) =>
      c.json(await closeRoster(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(addShiftRoute, async (c) =>
      c.json({ roster: await addShift(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 201),
    )
    .openapi(previewShiftRoute, async (c) =>
      c.json(await previewShift(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(endShiftRoute, async (c) => {
      const { id: rosterId, shiftId: id } = c.req.valid('param');
      return c.json({ roster: await endShift(deps, c.var.actor, { rosterId, id }, c.req.valid('json')) }, 200);
    })
    .openapi(addCoverRoute, async (c) =>
      c.json({ roster: await addCover(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 201),
    )
    .openapi(cancelCoverRoute, async (c) => {
      const { id: rosterId, coverId: id } = c.req.valid('param');
      return c.json({ roster: await cancelCover(deps, c.var.actor, { rosterId, id }) }, 200);
    });
