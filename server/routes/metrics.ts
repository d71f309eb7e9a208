import { createRoute } from '@hono/zod-openapi';
import { collectDefaultMetrics, register } from 'prom-client';
import proxyAddr from 'proxy-addr';
import { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import { clientAddress } from '../client-address.ts';
import type { Deps } from '../deps.ts';
import { newRouter } from '../router.ts';

const route = createRoute({
  method: 'get',
  path: '/metrics',
  responses: {
    200: { description: 'Prometheus text', content: { 'text/plain': { schema: z.string() } } },
  },
});

const isPrivate = proxyAddr.compile(['loopback', 'linklocal', 'uniquelocal']);

/** This process in numbers, for a collector in the same network; to the internet it does not exist. */
export const metricsRoutes = ({ config }: Deps) => {
  if (register.getSingleMetric('process_cpu_seconds_total') === undefined) collectDefaultMetrics();
  return newRouter().openapi(route, async (c) => {
    if (!isPrivate(clientAddress(config, c.env.incoming), 0)) throw new AppError('not_found', 'there is nothing here');
    return c.text(await register.metrics(), 200, { 'content-type': register.contentType });
  });
};
