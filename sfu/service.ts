import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { KeyObject } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { EnvironmentError } from '#contracts/environment.ts';
import type { MediaNodeConfig } from './config.ts';
import { createControlApp } from './control/app.ts';
import type { Logger } from './log.ts';
import { MediaNode } from './media-node.ts';
import { MediaMetrics } from './metrics.ts';
import { EventQueue } from './server-link/event-queue.ts';
import { Heartbeat } from './server-link/heartbeat.ts';
import { ServerClient } from './server-link/server-client.ts';
import { createMediaSocket } from './signalling/media-socket.ts';
import { readPrivateKey, readPublicKey } from './tokens/keys.ts';
import { createControlTokenVerifier, createJoinTokenVerifier } from './tokens/verify.ts';

/** How long a stopping node waits for the server to take the last events. */
const LAST_EVENTS_MS = 2_000;

export type MediaService = {
  readonly node: MediaNode;
  readonly port: number;
  /** Tells peers and server, then ends everything that was started. */
  close: () => Promise<void>;
};

const keyOf = (name: string, read: (pem: string) => KeyObject, pem: string): KeyObject => {
  try {
    return read(pem);
  } catch {
    throw new EnvironmentError([{ name, reason: 'must be an Ed25519 key in PEM' }]);
  }
};

const readFile = (name: string, path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new EnvironmentError([
      { name, reason: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` },
    ]);
  }
};

/**
 * How long a connection without commands stays open: longer than between two of them, so that none is closed in the moment
 * in which it is used again. Node's own 5 s lose a command now and then.
 */
const KEEP_ALIVE_MS = 75_000;

const createWebServer = ({ tls }: MediaNodeConfig, fetch: Hono['fetch']): HttpServer | HttpsServer => {
  const server = tls
    ? createAdaptorServer({
        fetch,
        createServer: createHttpsServer,
        serverOptions: { cert: readFile('KANHU_TLS_CERT', tls.certFile), key: readFile('KANHU_TLS_KEY', tls.keyFile) },
      })
    : createAdaptorServer({ fetch });
  // The adapter's type also covers HTTP/2, which we do not ask for.
  const http = server as HttpServer | HttpsServer;
  http.keepAliveTimeout = KEEP_ALIVE_MS;
  return http;
};

const LISTEN_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program; stop that program or choose another port',
  EACCES: 'may not be opened by this user; choose one above 1023',
  EADDRNOTAVAIL: 'cannot be opened: this machine has no such address',
  ENOTFOUND: 'cannot be opened: this machine has no such address',
};

const listen = async (server: HttpServer | HttpsServer, { bindAddress, port }: MediaNodeConfig): Promise<number> => {
  server.listen(port, bindAddress);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const reason = `port ${port} on ${bindAddress} ${LISTEN_PROBLEMS[code] ?? `cannot be opened (${code})`}`;
    throw new EnvironmentError([{ name: 'KANHU_MEDIA_PORT', reason }]);
  }
  return (server.address() as AddressInfo).port;
};

/** Starts the media node: workers first, then the port, then the server hears of it. */
export const startMediaService = async (
  config: MediaNodeConfig,
  log: Logger,
  { isUdpEnabled = true }: { isUdpEnabled?: boolean } = {},
): Promise<MediaService> => {
  const { nodeId } = config;
  const publicKey = keyOf('KANHU_JOIN_TOKEN_PUBLIC_KEY', readPublicKey, config.joinTokenPublicKey);
  const privateKey = keyOf('KANHU_MEDIA_NODE_PRIVATE_KEY', readPrivateKey, config.nodePrivateKey);
  const metrics = new MediaMetrics();
  const client = new ServerClient({ serverUrl: config.serverUrl, nodeId, privateKey });
  const events = new EventQueue({ client, nodeId, log, onDropped: (count) => metrics.countDroppedEvents(count) });
  const node = await MediaNode.create({
    workers: config.workers,
    workerBin: config.workerBin,
    listenAddress: config.rtc.listenAddress,
    announcedAddress: config.rtc.announcedAddress,
    firstRtcPort: config.rtc.firstPort,
    isUdpEnabled,
    log,
    onNews: (news) => events.add(news),
  });
  metrics.watch(node, () => events.length);

  const verifyControlToken = createControlTokenVerifier({ publicKey, nodeId, log });
  const verifyJoinToken = createJoinTokenVerifier({ publicKey, nodeId, log });
  const app = createControlApp({ node, verifyControlToken, metrics, log });
  try {
    const server = createWebServer(config, app.fetch);
    const io = createMediaSocket(server, { node, verifyJoinToken, allowedOrigin: config.allowedOrigin, metrics, log });
    const port = await listen(server, config);
    const { mediaUrl, controlUrl } = config;
    const heartbeat = new Heartbeat({ client, node, nodeId, mediaUrl, controlUrl, log });
    let closing: Promise<void> | undefined;
    const closeAll = async (): Promise<void> => {
      // Rooms first, so that every peer hears why and every event is on its way before the links go.
      await node.close();
      await Promise.all([events.close(LAST_EVENTS_MS), heartbeat.close()]);
      await io.close();
    };
    return { node, port, close: () => (closing ??= closeAll()) };
  } catch (error) {
    await node.close();
    throw error;
  }
};
