import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { REALTIME_PATH } from '#contracts/realtime.ts';
import type { ServerConfig } from './config.ts';
import { clientAddress } from './client-address.ts';

const MQTT_PATH = '/mqtt';

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

const FORWARDED = new Set(['x-forwarded-for', 'forwarded', 'x-real-ip']);

/** The request as it came, byte for byte where it matters, with the caller's address as we see it. */
const requestHead = (request: IncomingMessage, address: string): string => {
  const lines = [`GET ${MQTT_PATH} HTTP/1.1`];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(i, i + 2);
    if (!FORWARDED.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  return `${[...lines, `X-Forwarded-For: ${address}`].join('\r\n')}\r\n\r\n`;
};

/**
 * Browsers that are devices reach the MQTT endpoint through this server's own port and certificate: WebSocket upgrades
 * of `/mqtt` are passed on as they are. `/realtime` is answered elsewhere; there is no other socket.
 */
export const forwardMqttUpgrades = (server: Server, config: ServerConfig): void => {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [path = ''] = (request.url ?? '').split('?');
    if (path === REALTIME_PATH || path.startsWith(`${REALTIME_PATH}/`)) return;
    socket.on('error', () => socket.destroy());
    if (path !== MQTT_PATH) {
      refuse(socket, '404 Not Found');
      return;
    }
    const upstream = connect({ host: '127.0.0.1', port: config.mqttWsPort, noDelay: true });
    upstream.once('connect', () => {
      upstream.write(requestHead(request, clientAddress(config, request)));
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => {
      if (upstream.bytesRead === 0 && socket.writable) refuse(socket, '502 Bad Gateway');
      else socket.destroy();
    });
    upstream.on('close', () => socket.end());
    socket.on('close', () => upstream.destroy());
  });
};
