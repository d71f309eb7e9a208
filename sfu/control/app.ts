import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError, type ErrorCode } from '#contracts/errors.ts';
import { CONTROL_PATH } from '#contracts/media.ts';
import { toAppError } from '../errors.ts';
import { MAX_CONTROL_BYTES } from '../limits.ts';
import type { Logger } from '../log.ts';
import type { MediaNode } from '../media-node.ts';
import type { MediaMetrics } from '../metrics.ts';
import type { ControlTokenVerifier } from '../tokens/verify.ts';
import { execute } from './execute.ts';

const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorCode, number>;

export type ControlAppOptions = {
  node: MediaNode;
  verifyControlToken: ControlTokenVerifier;
  metrics: MediaMetrics;
  log: Logger;
};

/** The node's few HTTP routes: what the server commands, and what an operator may ask. */
export const createControlApp = ({ node, verifyControlToken, metrics, log }: ControlAppOptions): Hono => {
  const app = new Hono();
  app.onError((error, c) => {
    const shown = toAppError(error, log, c.req.path);
    return c.json({ error: shown.toWire() }, STATUS[shown.code]);
  });
  app.notFound((c) => c.json({ error: new AppError('not_found', 'there is nothing here').toWire() }, 404));

  app.get('/healthz', (c) => c.json({ state: 'up' as const }));
  app.get('/metrics', async (c) =>
    c.text(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }),
  );

  const limit = bodyLimit({
    maxSize: MAX_CONTROL_BYTES,
    onError: () => {
      throw new AppError('invalid', 'the command is too long');
    },
  });
  app.post(CONTROL_PATH, limit, async (c) => {
    const { command } = await verifyControlToken((await c.req.text()).trim());
    try {
      await execute(node, command);
    } catch (error) {
      const shown = toAppError(error, log, command.type);
      metrics.countControlCommand(command.type, shown.code);
      throw shown;
    }
    metrics.countControlCommand(command.type, 'done');
    return c.json({ done: true as const });
  });
  return app;
};
