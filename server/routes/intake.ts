import { z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '#contracts/errors.ts';
import { IntakeReceipt, IntakeSourceId } from '#contracts/intake.ts';
import { clientAddress } from '../client-address.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, newRouter } from '../router.ts';
import { MessagesUnderWay } from '../services/intake/messages-under-way.ts';
import { limitAddress, receiveMessage } from '../services/intake/receive.ts';

/** 500 data points of Open mHealth with their headers are about 400 KiB. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Signed messages of other systems: no session and no page, but a signature over exactly these bytes. Therefore
 * described by hand: a route with a schema would parse the body before its signature is looked at.
 */
export const intakeRoutes = (deps: Deps) => {
  const router = newRouter();
  router.openAPIRegistry.registerPath({
    method: 'post',
    path: '/intake/{source}',
    request: {
      params: z.strictObject({ source: IntakeSourceId }),
      headers: z.object({
        'webhook-id': z.string().openapi({ description: 'The same when the same message is sent again' }),
        'webhook-timestamp': z.string().openapi({ description: 'Seconds since 1970, at most 5 min off' }),
        'webhook-signature': z.string().openapi({ description: 'Standard Webhooks: v1,base64(HMAC-SHA256)' }),
      }),
      body: {
        required: true,
        description: 'One data point or up to 500: Open mHealth’s {header, body}, or {userId, reading}',
        content: { 'application/json': { schema: {} } },
      },
    },
    responses: {
      200: answers('The fate of each data point, in order; committed', IntakeReceipt),
      ...fails.invalid,
      ...fails.unauthenticated,
      ...fails.conflict,
      ...fails.rate_limited,
      ...fails.unavailable,
    },
  });
  const underWay = new MessagesUnderWay();
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (c) => {
      // The rest of the body is not read: a next request on this connection would meet its end.
      c.header('connection', 'close');
      throw new AppError('invalid', `a message may have at most ${MAX_BODY_BYTES} bytes`);
    },
  });
  router.post('/intake/:source', limit, async (c) => {
    c.header('cache-control', 'no-store');
    await limitAddress(deps, clientAddress(deps.config, c.env.incoming));
    if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
      throw new AppError('invalid', 'the body must be application/json');
    }
    const receipt = await receiveMessage(deps, underWay, c.req.param('source'), {
      id: c.req.header('webhook-id'),
      timestamp: c.req.header('webhook-timestamp'),
      signature: c.req.header('webhook-signature'),
      body: new Uint8Array(await c.req.arrayBuffer()),
    });
    return c.json(receipt, 200);
  });
  return router;
};
