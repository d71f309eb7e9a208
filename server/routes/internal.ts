import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import { AppError, toWireIssues } from '#contracts/errors.ts';
import {
  MEDIA_EVENTS_PATH,
  MEDIA_HEARTBEAT_PATH,
  MediaHeartbeat,
  MediaNodeEvents,
  PROCESS_TOKEN_LIFETIME_S,
} from '#contracts/media.ts';
import type { Deps, Env } from '../deps.ts';
import { recordHeartbeat } from '../services/media/record-heartbeat.ts';
import { recordNodeEvents } from '../services/media/record-node-events.ts';
import { CLOCK_TOLERANCE_S, verifyNodeToken } from '../services/media/tokens.ts';
import { useOnce } from '../services/media/use-once.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** Reports of media nodes: no session and no page, but a signature over exactly this body, used once. */
export const internalRoutes = (deps: Deps) => {
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new AppError('invalid', `a report may have at most ${MAX_BODY_BYTES} bytes`);
    },
  });
  const router = new Hono<Env>();
  router.post(MEDIA_HEARTBEAT_PATH, limit, async (c) => {
    await recordHeartbeat(deps, await readReport(deps, c, MediaHeartbeat));
    return c.body(null, 204);
  });
  router.post(MEDIA_EVENTS_PATH, limit, async (c) => {
    await recordNodeEvents(deps, await readReport(deps, c, MediaNodeEvents));
    return c.body(null, 204);
  });
  return router;
};

const readReport = async <T extends { nodeId: string }>(
  deps: Deps,
  c: Context<Env>,
  schema: z.ZodType<T>,
): Promise<T> => {
  const token = /^Bearer ([\w.-]+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  if (token === undefined) throw new AppError('unauthenticated', 'a report must be signed');
  const body = await c.req.text();
  const { jti, nodeId } = await verifyNodeToken(deps.config, token, body);
  if (!(await useOnce(deps.db, jti, PROCESS_TOKEN_LIFETIME_S + 2 * CLOCK_TOLERANCE_S))) {
    throw new AppError('unauthenticated', 'this signature was used before');
  }
  const report = schema.safeParse(parseJson(body));
  if (!report.success) throw new AppError('invalid', 'the report is not valid', toWireIssues(report.error));
  if (report.data.nodeId !== nodeId) throw new AppError('invalid', 'the report is signed for another node');
  return report.data;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('invalid', 'the body is not valid JSON');
  }
};
