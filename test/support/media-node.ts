import { readConfig } from '#sfu/config.ts';
import { createLogger } from '#sfu/log.ts';
import { startMediaService, type MediaService } from '#sfu/service.ts';
import { workerBin } from '#tools/mediasoup-worker/locate.ts';
import { createKeyPair, type KeyPair } from './media-keys.ts';
import { freeHttpPort, freeRtcPort } from './media-ports.ts';
import { MediaRemote } from './media-remote.ts';
import { MediaServerEnd } from './media-server.ts';

export type TestNodeOptions = {
  workers?: number;
  isUdpEnabled?: boolean;
  /** Where browsers and relays send media; loopback unless said. */
  announcedAddress?: string;
};

/** Ports, keys and a server's end for one media node, and the environment that says so. */
export const prepareMediaNode = async ({ workers = 1, announcedAddress = '127.0.0.1' }: TestNodeOptions = {}) => {
  const [serverKeys, nodeKeys] = [createKeyPair(), createKeyPair()];
  const server = await MediaServerEnd.start(nodeKeys.publicKey);
  const port = await freeHttpPort();
  const remote = new MediaRemote({ url: `http://localhost:${port}`, nodeId: 'test-node', serverKeys });
  const environment = {
    KANHU_MEDIA_PORT: String(port),
    KANHU_MEDIA_RTC_PORT: String(await freeRtcPort()),
    KANHU_MEDIA_WORKERS: String(workers),
    KANHU_MEDIA_NODE_ID: remote.nodeId,
    KANHU_MEDIA_URL: remote.url,
    KANHU_ANNOUNCED_ADDRESS: announcedAddress,
    KANHU_INTERNAL_URL: server.url,
    KANHU_JOIN_TOKEN_PUBLIC_KEY: serverKeys.publicPem,
    KANHU_MEDIA_NODE_PRIVATE_KEY: nodeKeys.privatePem,
    KANHU_MEDIASOUP_WORKER: workerBin(),
    KANHU_LOG_LEVEL: process.env['KANHU_LOG_LEVEL'] ?? 'fatal',
  };
  return { server, remote, environment };
};

/** A real media node in this process, with a server's end that holds the other keys. */
export class TestMediaNode extends MediaRemote {
  readonly service: MediaService;
  readonly server: MediaServerEnd;
  /** Where media come and go, of the first worker. */
  readonly rtcPort: number;

  constructor(
    of: Pick<MediaRemote, 'url' | 'nodeId'> & { serverKeys: KeyPair; rtcPort: number },
    service: MediaService,
    server: MediaServerEnd,
  ) {
    super(of);
    this.rtcPort = of.rtcPort;
    this.service = service;
    this.server = server;
  }

  async close(): Promise<void> {
    await this.service.close();
    await this.server.close();
  }
}

export const startTestMediaNode = async ({
  isUdpEnabled = true,
  ...options
}: TestNodeOptions = {}): Promise<TestMediaNode> => {
  const { server, remote, environment } = await prepareMediaNode(options);
  const config = readConfig(environment);
  const service = await startMediaService(config, createLogger(config.logLevel), { isUdpEnabled });
  const { url, nodeId, serverKeys } = remote;
  return new TestMediaNode({ url, nodeId, serverKeys, rtcPort: config.rtc.firstPort }, service, server);
};
