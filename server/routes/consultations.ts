import { createRoute, z } from '@hono/zod-openapi';
import {
  AmendNote,
  CallIn,
  Consultation,
  ConsultationList,
  ConsultationQuery,
  CreateConsultation,
  EndConsultation,
  JoinGrant,
  PutNote,
  RateVisit,
  SignNote,
} from '#contracts/consultation.ts';
import { IdParam } from '#contracts/ids.ts';
import { WaitingRoom } from '#contracts/waiting-room.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { admit } from '../services/consultations/admit.ts';
import { amendNote } from '../services/consultations/amend-note.ts';
import { bookConsultation } from '../services/consultations/book.ts';
import { callIn } from '../services/consultations/call-in.ts';
import { cancelConsultation } from '../services/consultations/cancel.ts';
import { checkIn } from '../services/consultations/check-in.ts';
import { decline } from '../services/consultations/decline.ts';
import { endConsultation } from '../services/consultations/end.ts';
import { readConsultation } from '../services/consultations/find-consultation.ts';
import { joinConsultation } from '../services/consultations/join.ts';
import { listConsultations } from '../services/consultations/list.ts';
import { putNote } from '../services/consultations/put-note.ts';
import { rateVisit } from '../services/consultations/rate-visit.ts';
import { readWaitingRoom } from '../services/consultations/read-waiting-room.ts';
import { ringPatient } from '../services/consultations/ring.ts';
import { signNote } from '../services/consultations/sign-note.ts';

const OneConsultation = z.strictObject({ consultation: Consultation });

const refusals = {
  ...fails.invalid,
  ...fails.unauthenticated,
  ...fails.forbidden,
  ...fails.not_found,
  ...fails.conflict,
};
const changed = { 200: answers('The consultation as it is now', OneConsultation), ...refusals };

const listRoute = createRoute({
  method: 'get',
  path: '/consultations',
  request: { query: ConsultationQuery },
  responses: {
    200: answers('Visits of everyone in your care', ConsultationList),
    ...fails.invalid,
    ...fails.unauthenticated,
  },
});

const readRoute = createRoute({
  method: 'get',
  path: '/consultations/{id}',
  request: { params: IdParam },
  responses: { 200: answers('The consultation', OneConsultation), ...fails.unauthenticated, ...fails.not_found },
});

const createConsultationRoute = createRoute({
  method: 'post',
  path: '/consultations',
  request: { body: jsonBody(CreateConsultation) },
  responses: {
    200: answers('Your visit with this patient that goes on already', OneConsultation),
    201: answers('Booked, or ringing where no time was given', OneConsultation),
    ...refusals,
  },
});

const verb = <V extends string>(name: V) =>
  createRoute({
    method: 'post',
    path: `/consultations/{id}/${name}` as const,
    request: { params: IdParam },
    responses: changed,
  });

const endRoute = createRoute({
  method: 'post',
  path: '/consultations/{id}/end',
  request: { params: IdParam, body: { ...jsonBody(EndConsultation), required: false } },
  responses: changed,
});

const callInRoute = createRoute({
  method: 'post',
  path: '/consultations/{id}/clinicians',
  request: { params: IdParam, body: jsonBody(CallIn) },
  responses: changed,
});

const joinRoute = createRoute({
  method: 'post',
  path: '/consultations/{id}/join',
  request: { params: IdParam },
  responses: { 200: answers('What opens the room, once', JoinGrant), ...refusals, ...fails.unavailable },
});

const waitingRoomRoute = createRoute({
  method: 'get',
  path: '/consultations/{id}/waiting-room',
  request: { params: IdParam },
  responses: { 200: answers('Your place in line, and what your clinician does', WaitingRoom), ...refusals },
});

const putNoteRoute = createRoute({
  method: 'put',
  path: '/consultations/{id}/note',
  request: { params: IdParam, body: jsonBody(PutNote) },
  responses: changed,
});

const signNoteRoute = createRoute({
  method: 'post',
  path: '/consultations/{id}/note/sign',
  request: { params: IdParam, body: jsonBody(SignNote) },
  responses: changed,
});

const amendNoteRoute = createRoute({
  method: 'post',
  path: '/consultations/{id}/note/amendments',
  request: { params: IdParam, body: jsonBody(AmendNote) },
  responses: { 201: answers('The consultation, with the amended note', OneConsultation), ...refusals },
});

const rateRoute = createRoute({
  method: 'post',
  path: '/consultations/{id}/rating',
  request: { params: IdParam, body: jsonBody(RateVisit) },
  responses: changed,
});

export const consultationRoutes = (deps: Deps) =>
  newRouter()
    .openapi(listRoute, async (c) => c.json(await listConsultations(deps, c.var.actor, c.req.valid('query')), 200))
    .openapi(readRoute, async (c) =>
      c.json({ consultation: await readConsultation(deps.db, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(createConsultationRoute, async (c) => {
      const { startsAt, ...call } = c.req.valid('json');
      if (startsAt !== undefined) {
        return c.json({ consultation: await bookConsultation(deps, c.var.actor, { ...call, startsAt }) }, 201);
      }
      const { consultation, isNew } = await ringPatient(deps, c.var.actor, call);
      return c.json({ consultation }, isNew ? 201 : 200);
    })
    .openapi(verb('check-in'), async (c) =>
      c.json({ consultation: await checkIn(deps, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(waitingRoomRoute, async (c) =>
      c.json(await readWaitingRoom(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .openapi(verb('admit'), async (c) =>
      c.json({ consultation: await admit(deps, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(verb('decline'), async (c) =>
      c.json({ consultation: await decline(deps, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(verb('cancel'), async (c) =>
      c.json({ consultation: await cancelConsultation(deps, c.var.actor, c.req.valid('param').id) }, 200),
    )
    .openapi(endRoute, async (c) => {
      const { reason } = c.req.valid('json');
      return c.json({ consultation: await endConsultation(deps, c.var.actor, c.req.valid('param').id, reason) }, 200);
    })
    .openapi(callInRoute, async (c) =>
      c.json(
        { consultation: await callIn(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json').userId) },
        200,
      ),
    )
    .openapi(joinRoute, async (c) =>
      c.json(await joinConsultation(deps, c.var.actor, c.req.valid('param').id, c.req.header('host')), 200),
    )
    .openapi(putNoteRoute, async (c) =>
      c.json({ consultation: await putNote(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(signNoteRoute, async (c) =>
      c.json({ consultation: await signNote(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    )
    .openapi(amendNoteRoute, async (c) =>
      c.json({ consultation: await amendNote(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 201),
    )
    .openapi(rateRoute, async (c) =>
      c.json({ consultation: await rateVisit(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 200),
    );
