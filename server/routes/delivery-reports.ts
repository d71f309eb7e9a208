import { z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '#contracts/errors.ts';
import { DeliveryReport } from '#contracts/message-gateway.ts';
import { clientAddress } from '../client-address.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, newRouter } from '../router.ts';
import { takeDeliveryReport } from '../services/deliveries/take-report.ts';
import { limitAddress } from '../services/intake/receive.ts';

const MAX_BODY_BYTES = 4 * 1024;

/**
 * What the clinic's gateway says later of its messages: no session and no page, but a signature over exactly these bytes,
 * as for what comes in by webhook, and described by hand for the same reason.
 */
export const deliveryReportRoutes = (deps: Deps) => {
  const router = newRouter();
  router.openAPIRegistry.registerPath({
    method: 'post',
    path: '/delivery-reports',
    request: {
      headers: z.object({
        'webhook-id': z.string(),
        'webhook-timestamp': z.string().openapi({ description: 'Seconds since 1970, at most 5 min off' }),
        'webhook-signature': z.string().openapi({ description: 'Standard Webhooks: v1,base64(HMAC-SHA256)' }),
      }),
      body: { required: true, content: { 'application/json': { schema: DeliveryReport } } },
    },
    responses: {
      200: answers('Whether that was news', z.strictObject({ recorded: z.boolean() })),
      ...fails.invalid,
      ...fails.unauthenticated,
      ...fails.rate_limited,
    },
  });
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (c) => {
      // The rest of the body is not read: a next request on this connection would meet its end.
      c.header('connection', 'close');
      throw new AppError('invalid', `a report may have at most ${MAX_BODY_BYTES} bytes`);
    },
  });
  router.post('/delivery-reports', limit, async (c) => {
    c.header('cache-control', 'no-store');
    await limitAddress(deps, clientAddress(deps.config, c.env.incoming));
    const answer = await takeDeliveryReport(deps, {
      id: c.req.header('webhook-id'),
      timestamp: c.req.header('webhook-timestamp'),
      signature: c.req.header('webhook-signature'),
      body: new Uint8Array(await c.req.arrayBuffer()),
    });
    return c.json(answer, 200);
  });
  return router;
};
