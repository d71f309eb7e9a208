import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { JoinGrant } from '#contracts/consultation.ts';
import { CONTROL_PATH, type ControlCommand, type JoinClaims } from '#contracts/media.ts';
import { readConfig } from '#sfu/config.ts';
import { createLogger } from '#sfu/log.ts';
import { startMediaService, type MediaService } from '#sfu/service.ts';
import { workerBin } from '#tools/mediasoup-worker/locate.ts';
import { createKeyPair, signControlToken, signJoinToken, type KeyPair } from './media-keys.ts';
import { freeHttpPort, freeRtcPort } from './media-ports.ts';
import { MediaServerEnd } from './media-server.ts';

/** A real media node in this process, with a server's end that holds the other keys. */
export type TestMediaNode = {
  nodeId: string;
  url: string;
  /** Pages of this origin may connect. */
  origin: string;
  serverKeys: KeyPair;
  service: MediaService;
  server: MediaServerEnd;
  /** Sends a signed command; `overrides` change claims of its token. */
  control: (command: ControlCommand, overrides?: JWTPayload) => Promise<Response>;
  openRoom: (epoch?: number) => Promise<{ roomId: string; epoch: number }>;
  grant: (room: { roomId: string; epoch: number }, claims?: Partial<JoinClaims> & JWTPayload) => Promise<JoinGrant>;
  close: () => Promise<void>;
};

export const startTestMediaNode = async ({
  workers = 1,
  isUdpEnabled = true,
  environment = {},
}: {
  workers?: number;
  isUdpEnabled?: boolean;
  environment?: Record<string, string>;
} = {}): Promise<TestMediaNode> => {
  const serverKeys = createKeyPair();
  const nodeKeys = createKeyPair();
  const server = await MediaServerEnd.start(nodeKeys.publicKey);
  const port = await freeHttpPort();
  const url = `http://localhost:${port}`;
  const origin = 'http://localhost';
  const nodeId = 'test-node';
  const config = readConfig({
    KANHU_MEDIA_PORT: String(port),
    KANHU_MEDIA_RTC_PORT: String(await freeRtcPort()),
    KANHU_MEDIA_WORKERS: String(workers),
    KANHU_MEDIA_NODE_ID: nodeId,
    KANHU_MEDIA_URL: url,
    KANHU_INTERNAL_URL: server.url,
    KANHU_JOIN_TOKEN_PUBLIC_KEY: serverKeys.publicPem,
    KANHU_MEDIA_NODE_PRIVATE_KEY: nodeKeys.privatePem,
    KANHU_MEDIASOUP_WORKER: workerBin(),
    KANHU_LOG_LEVEL: process.env['KANHU_LOG_LEVEL'] ?? 'fatal',
    ...environment,
  });
  const service = await startMediaService(config, createLogger(config.logLevel), { isUdpEnabled });

  const control: TestMediaNode['control'] = async (command, overrides) =>
    fetch(`http://127.0.0.1:${port}${CONTROL_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/jwt' },
      body: await signControlToken(serverKeys.privateKey, nodeId, command, overrides),
    });

  return {
    nodeId,
    url,
    origin,
    serverKeys,
    service,
    server,
    control,
    openRoom: async (epoch = 1) => {
      const roomId = randomUUID();
      const response = await control({ type: 'room:open', roomId, epoch });
      if (!response.ok) throw new Error(`room:open answered ${response.status}`);
      return { roomId, epoch };
    },
    grant: async ({ roomId, epoch }, claims = {}) => {
      const peerId = claims.peerId ?? randomUUID();
      const token = await signJoinToken(serverKeys.privateKey, { nodeId, roomId, epoch, peerId, ...claims });
      return { roomId, peerId, mediaUrl: url, token, iceServers: [] };
    },
    close: async () => {
      await service.close();
      await server.close();
    },
  };
};
