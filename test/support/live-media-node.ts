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

/** What a media node of this clinic is configured with. */
export const mediaNodeEnvironment = async (
  clinic: LiveClinic,
  server: TestServer,
  nodeId: string,
): Promise<Record<string, string>> => {
  const port = String(await freeHttpPort());
  return {
    KANHU_MEDIA_PORT: port,
    KANHU_MEDIA_RTC_PORT: String(await freeRtcPort()),
    KANHU_MEDIA_WORKERS: '1',
    KANHU_MEDIA_NODE_ID: nodeId,
    KANHU_MEDIA_URL: `http://127.0.0.1:${port}`,
    // Pages come from here, wherever the node is.
    KANHU_PUBLIC_URL: 'http://localhost',
    KANHU_INTERNAL_URL: server.url,
    KANHU_JOIN_TOKEN_PUBLIC_KEY: clinic.joinKeys.publicPem,
    KANHU_MEDIA_NODE_PRIVATE_KEY: clinic.nodeKeys.privatePem,
    KANHU_MEDIASOUP_WORKER: workerBin(),
    KANHU_LOG_LEVEL: 'fatal',
  };
};

/** A real media node that reports to a real server, as soon as the server knows of it. */
export const startLiveMediaNode = async (
  clinic: LiveClinic,
  server: TestServer,
  nodeId = 'node-1',
): Promise<LiveMediaNode> => {
  const env = await mediaNodeEnvironment(clinic, server, nodeId);
  const config = readConfig(env);
  const service = await startMediaService(config, createLogger(config.logLevel));
  await eventually(`${nodeId} is known`, async () =>
    (await server.deps.db.select().from(mediaNodes)).some(({ id }) => id === nodeId),
  );
  return { nodeId, url: env.KANHU_MEDIA_URL ?? '', service, close: () => service.close() };
};
