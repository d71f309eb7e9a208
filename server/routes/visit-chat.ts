import { createRoute, z } from '@hono/zod-openapi';
import { AppError } from '#contracts/errors.ts';
import { IdParam, Page } from '#contracts/ids.ts';
import { AddedVisitEntry, AddVisitFile, AddVisitText, VisitEntryPage, VisitFileParam } from '#contracts/visit-chat.ts';
import type { Deps } from '../deps.ts';
import { readBody } from '../read-body.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { addVisitFile } from '../services/visit-entries/add-file.ts';
import { addVisitText } from '../services/visit-entries/add-text.ts';
import { listVisitEntries } from '../services/visit-entries/list.ts';
import { readVisitFile } from '../services/visit-entries/read-file.ts';

/** What a form of another site cannot send; what the file is, its content says. */
const FILE_BODY = 'application/octet-stream';

const bytes = (description: string) => ({
  description,
  content: { [FILE_BODY]: { schema: z.string().openapi({ format: 'binary' }) } },
});
const added = {
  201: answers('The entry; the same one when the same request comes again', AddedVisitEntry),
  ...fails.invalid,
  ...fails.unauthenticated,
  ...fails.not_found,
  ...fails.conflict,
  ...fails.rate_limited,
};

const listRoute = createRoute({
  method: 'get',
  path: '/consultations/{id}/entries',
  request: { params: IdParam, query: Page },
  responses: {
    200: answers('What was written and handed over in the visit, the oldest first', VisitEntryPage),
    ...fails.invalid,
    ...fails.unauthenticated,
    ...fails.not_found,
  },
});

const addTextRoute = createRoute({
  method: 'post',
  path: '/consultations/{id}/entries',
  request: { params: IdParam, body: jsonBody(AddVisitText) },
  responses: added,
});

const addFileRoute = createRoute({
  method: 'post',
  path: '/consultations/{id}/files',
  request: { params: IdParam, query: AddVisitFile, body: { required: true, ...bytes('A picture, or a PDF file') } },
  responses: added,
});

const readFileRoute = createRoute({
  method: 'get',
  path: '/consultations/{id}/files/{entryId}',
  request: { params: VisitFileParam },
  responses: { 200: bytes('The file, to be kept'), ...fails.unauthenticated, ...fails.not_found },
});

/** RFC 6266: the name for everybody who reads UTF-8, and none that could be misread for the others. */
const asAttachment = (name: string): string => {
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
};

export const visitChatRoutes = (deps: Deps) =>
  newRouter()
    .openapi(listRoute, async (c) =>
      c.json(await listVisitEntries(deps, c.var.actor, c.req.valid('param').id, c.req.valid('query')), 200),
    )
    .openapi(addTextRoute, async (c) =>
      c.json({ entry: await addVisitText(deps, c.var.actor, c.req.valid('param').id, c.req.valid('json')) }, 201),
    )
    .openapi(addFileRoute, async (c) => {
      const read = (maxBytes: number): Promise<Uint8Array> => {
        if (c.req.header('content-type') !== FILE_BODY) throw new AppError('invalid', `the body must be ${FILE_BODY}`);
        return readBody(c, maxBytes);
      };
      const { id } = c.req.valid('param');
      return c.json({ entry: await addVisitFile(deps, c.var.actor, id, c.req.valid('query'), read) }, 201);
    })
    .openapi(readFileRoute, async (c) => {
      const { id, entryId } = c.req.valid('param');
      const file = await readVisitFile(deps, c.var.actor, id, entryId);
      // A stranger's bytes: kept and not shown, not taken for anything else, and without rights if shown after all.
      return c.body(new Uint8Array(file.bytes), 200, {
        'content-type': file.type,
        'content-disposition': asAttachment(file.name),
        'content-security-policy': "sandbox; default-src 'none'",
        'cache-control': 'private, no-store',
      });
    });
