import { createRoute } from '@hono/zod-openapi';
import { IdParam, Page } from '#contracts/ids.ts';
import { MessagePage, ReadMessages, SendMessage, SentMessage, UnreadMessages } from '#contracts/message.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { listMessages } from '../services/messages/list.ts';
import { markMessagesRead } from '../services/messages/mark-read.ts';
import { sendMessage } from '../services/messages/send.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/patients/{id}/messages',
  request: { params: IdParam, query: Page },
  responses: {
    200: answers('What the patient and the care team wrote to each other, the newest first', MessagePage),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

const sendRoute = createRoute({
  method: 'post',
  path: '/patients/{id}/messages',
  request: { params: IdParam, body: jsonBody(SendMessage) },
  responses: {
    201: answers('The message; the same one when the same request comes again', SentMessage),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.forbidden,
    ...fails.not_found,
    ...fails.conflict,
  },
});

const readRoute = createRoute({
  method: 'post',
  path: '/patients/{id}/messages/read',
  request: { params: IdParam, body: jsonBody(ReadMessages) },
  responses: {
    200: answers('How many are still to be read', UnreadMessages),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

export const messageRoutes = (deps: Deps) =>
  newRouter()
    .openapi(listRoute, async (c) =>
      c.json(await listMessages(deps, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
    )
    .openapi(sendRoute, async (c) =>
      c.json({ message: await sendMessage(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 201),
    )
    .openapi(readRoute, async (c) =>
      c.json(await markMessagesRead(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
    );
