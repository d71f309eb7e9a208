import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import proxyAddr from 'proxy-addr';
import { WebSocketServer, createWebSocketStream } from 'ws';
import type { EndpointConfig } from '../config.ts';
import { listen } from '../listen.ts';
import type { Logger } from '../log.ts';
import type { Refusals } from '../refusals.ts';
import type { DeviceCertificate } from './client-certificate.ts';
import { MAX_PACKET_BYTES } from './packet-lengths.ts';
import { createTlsListener } from './tls-listener.ts';

export const WEB_SOCKET_PATH = '/mqtt';
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Where a connection comes from, as far as it says. */
export type Origin = { request?: IncomingMessage; certificate?: DeviceCertificate | null };

export type ListenersOptions = {
  config: EndpointConfig;
  log: Logger;
  refusals: Refusals;
  /** What gives back a place for a connection from this address, or null when it has too many. */
  enter: (address: string) => (() => void) | null;
  onConnection: (conn: Duplex, origin: Origin) => void;
};

export type Listeners = {
  /** The ports that are open, also where the system chose them. */
  readonly ports: Readonly<{ mqtt: number; webSocket: number; mqtts: number | null }>;
  /** Takes no more connections; those that are open stay. */
  stop(): void;
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Opens MQTT over TCP, over WebSocket at `/mqtt`, and over TLS where there is a certificate. */
export const openListeners = async (options: ListenersOptions): Promise<Listeners> => {
  const { config, log, refusals, enter, onConnection } = options;
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
    if (admit(socket)) onConnection(socket, {});
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
      onConnection(createWebSocketStream(webSocket), { request });
    });
  });

  const tls =
    config.tls &&
    (await createTlsListener({
      config: config.tls,
      log,
      refusals,
      admit,
      onConnection: (socket, certificate) => onConnection(socket, { certificate }),
    }));

  const stop = (): void => {
    tcp.close();
    http.close();
    tls?.stop();
  };
  try {
    const { bindAddress: address } = config;
    await listen(tcp, { address, port: config.port, variable: 'KANHU_MQTT_PORT' });
    await listen(http, { address, port: config.webSocketPort, variable: 'KANHU_MQTT_WS_PORT' });
    if (config.tls && tls) await listen(tls.server, { address, port: config.tls.port, variable: 'KANHU_MQTTS_PORT' });
  } catch (error) {
    stop();
    throw error;
  }
  return { ports: { mqtt: portOf(tcp), webSocket: portOf(http), mqtts: tls && portOf(tls.server) }, stop };
};
