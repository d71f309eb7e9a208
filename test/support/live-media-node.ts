import { readConfig } from '#sfu/config.ts';
import { createLogger } from '#sfu/log.ts';
import { startMediaService, type MediaService } from '#sfu/service.ts';
import { workerBin } from '#tools/mediasoup-worker/locate.ts';
import { mediaNodes } from '#database/schema/index.ts';
import { eventually } from './eventually.ts';
import type { LiveClinic } from './live-server.ts';
import { freeHttpPort, freeRtcPort } from './media-ports.ts';
import type { TestServer } from './server.ts';

export type LiveMediaNode = { nodeId: string; url: string; service: MediaService; close: () => Promise<void> };

/** A real media node that reports to a real server, as soon as the server knows of it. */
export const startLiveMediaNode = async (
  clinic: LiveClinic,
  server: TestServer,
  nodeId = 'node-1',
): Promise<LiveMediaNode> => {
  const port = await freeHttpPort();
  const url = `http://localhost:${port}`;
  const config = readConfig({
    KANHU_MEDIA_PORT: String(port),
    KANHU_MEDIA_RTC_PORT: String(await freeRtcPort()),
    KANHU_MEDIA_WORKERS: '1',
    KANHU_MEDIA_NODE_ID: nodeId,
    KANHU_MEDIA_URL: url,
    KANHU_INTERNAL_URL: server.url,
    KANHU_JOIN_TOKEN_PUBLIC_KEY: clinic.joinKeys.publicPem,
    KANHU_MEDIA_NODE_PRIVATE_KEY: clinic.nodeKeys.privatePem,
    KANHU_MEDIASOUP_WORKER: workerBin(),
    KANHU_LOG_LEVEL: 'fatal',
  });
  const service = await startMediaService(config, createLogger(config.logLevel));
  await eventually(`${nodeId} is known`, async () =>
    (await server.deps.db.select().from(mediaNodes)).some(({ id }) => id === nodeId),
  );
  return { nodeId, url, service, close: () => service.close() };
};
