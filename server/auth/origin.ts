import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import proxyAddr from 'proxy-addr';
import type { ServerConfig } from '../config.ts';

type OriginConfig = Pick<ServerConfig, 'publicUrl' | 'tls' | 'trustedProxies'>;

const schemeOf = (config: OriginConfig, request: IncomingMessage): string => {
  if (request.socket instanceof TLSSocket) return 'https';
  const isProxied = proxyAddr.compile([...config.trustedProxies])(request.socket.remoteAddress ?? '', 0);
  return isProxied && request.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
};

/**
 * Does the request come from a page of ours? CORS does not cover WebSockets, and `SameSite` leaves out neighbours under
 * the same domain. Programs that are no browser send neither header and carry no ambient cookie.
 */
export const isSameOrigin = (config: OriginConfig, request: IncomingMessage): boolean => {
  const { origin, host } = request.headers;
  if (origin === undefined) {
    const site = request.headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  if (config.publicUrl !== null && origin === config.publicUrl.origin) return true;
  return host !== undefined && origin === `${schemeOf(config, request)}://${host}`;
};
