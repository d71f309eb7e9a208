import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import proxyAddr from 'proxy-addr';
import { WebSocketServer, createWebSocketStream } from 'ws';
import { EnvironmentError } from '#contracts/environment.ts';
import type { EndpointConfig } from '../config.ts';
import { listen } from '../listen.ts';
import { MAX_PACKET_BYTES } from './packet-lengths.ts';

export const WEB_SOCKET_PATH = '/mqtt';
const HANDSHAKE_TIMEOUT_MS = 10_000;

export type ListenersOptions = {
  config: EndpointConfig;
  /** What gives back a place for a connection from this address, or null when it has too many. */
  enter: (address: string) => (() => void) | null;
  onConnection: (conn: Duplex, request?: IncomingMessage) => void;
};

export type Listeners = {
  /** The ports that are open, also where the system chose them. */
  readonly ports: Readonly<{ mqtt: number; webSocket: number; mqtts: number | null }>;
  /** Takes no more connections; those that are open stay. */
  stop(): void;
};

/** Reads the certificate and its key; where both fail, says so of both. */
const readPems = async (files: { certFile: string; keyFile: string }): Promise<{ cert: Buffer; key: Buffer }> => {
  const [cert, key] = await Promise.allSettled([readFile(files.certFile), readFile(files.keyFile)]);
  if (cert.status === 'fulfilled' && key.status === 'fulfilled') return { cert: cert.value, key: key.value };
  const problems = Object.entries({ KANHU_TLS_CERT: cert, KANHU_TLS_KEY: key }).flatMap(([name, outcome]) => {
    if (outcome.status === 'fulfilled') return [];
    const { code = 'unknown error' } = outcome.reason as NodeJS.ErrnoException;
    return [{ name, reason: `its file cannot be read (${code})` }];
  });
  throw new EnvironmentError(problems);
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Opens MQTT over TCP, over WebSocket at `/mqtt`, and over TLS where there is a certificate. */
export const openListeners = async ({ config, enter, onConnection }: ListenersOptions): Promise<Listeners> => {
  const admit = (socket: Socket): boolean => {
    const leave = enter(socket.remoteAddress ?? '');
    if (leave === null) {
      socket.destroy();
      return false;
    }
    socket.once('close', leave);
    // Acknowledgements are a few bytes each and must not wait for more.
    socket.setNoDelay(true);
    return true;
  };

  const tcp = createTcpServer((socket) => {
    if (admit(socket)) onConnection(socket);
  });

  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PACKET_BYTES * 2,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has('mqtt') ? 'mqtt' : false),
  });
  const isTrusted = proxyAddr.compile(['loopback', ...config.trustedProxies]);
  const http = createHttpServer({ headersTimeout: HANDSHAKE_TIMEOUT_MS }, (_request, response) => {
    response
      .writeHead(426, { connection: 'close', upgrade: 'websocket' })
      .end('MQTT over WebSocket: connect to /mqtt\n');
  });
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '').split('?', 1)[0];
    const leave = path === WEB_SOCKET_PATH ? enter(proxyAddr(request, isTrusted)) : null;
    if (leave === null) {
      socket.end(
        `HTTP/1.1 ${path === WEB_SOCKET_PATH ? '429 Too Many Requests' : '404 Not Found'}\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    socket.once('close', leave);
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      onConnection(createWebSocketStream(webSocket), request);
    });
  });

  const servers: Server[] = [tcp, http];
  let tls: Server | null = null;
  if (config.tls) {
    const { cert, key } = await readPems(config.tls);
    try {
      tls = createTlsServer({ cert, key, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_TIMEOUT_MS }, (socket) =>
        onConnection(socket),
      );
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new EnvironmentError([{ name: 'KANHU_TLS_CERT', reason: `is no certificate for KANHU_TLS_KEY (${code})` }]);
    }
    tls.on('connection', admit);
    servers.push(tls);
  }

  const stop = (): void => {
    for (const server of servers) server.close();
  };
  try {
    const { bindAddress: address } = config;
    await listen(tcp, { address, port: config.port, variable: 'KANHU_MQTT_PORT' });
    await listen(http, { address, port: config.webSocketPort, variable: 'KANHU_MQTT_WS_PORT' });
    if (tls && config.tls) await listen(tls, { address, port: config.tls.port, variable: 'KANHU_MQTTS_PORT' });
  } catch (error) {
    stop();
    throw error;
  }
  return { ports: { mqtt: portOf(tcp), webSocket: portOf(http), mqtts: tls && portOf(tls) }, stop };
};
