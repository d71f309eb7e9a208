import { createMiddleware } from 'hono/factory';
import type { ServerConfig } from './config.ts';
import type { Env } from './deps.ts';

type HeaderConfig = Pick<ServerConfig, 'mediaPort' | 'mediaUrl' | 'mediaOrigins' | 'publicUrl' | 'tls'>;

const HOST = /^(\[[\da-f:.]+\]|[a-z\d.-]+)(?::\d{1,5})?$/i;

/**
 * Where a page may reach media nodes: the same host on the media port, and where the configuration says. A page that is
 * open keeps what it was given, so a node has to be named before the first visit is placed on it.
 */
const mediaOrigins = (config: HeaderConfig, host: string | undefined): string[] => {
  const hosts = new Set<string>();
  if (config.mediaUrl !== null) hosts.add(config.mediaUrl.host);
  else if (config.publicUrl !== null) hosts.add(`${config.publicUrl.hostname}:${config.mediaPort}`);
  // The host comes from the request: only what looks like one may stand in a header of ours.
  const name = HOST.exec(host ?? '')?.[1];
  if (config.mediaUrl === null && name !== undefined) hosts.add(`${name}:${config.mediaPort}`);
  const schemes = isSecure(config) ? ['https', 'wss'] : ['http', 'ws'];
  return [
    ...[...hosts].flatMap((mediaHost) => schemes.map((scheme) => `${scheme}://${mediaHost}`)),
    ...config.mediaOrigins.flatMap(({ origin }) => [origin, origin.replace(/^http/, 'ws')]),
  ];
};

/** Do browsers reach us by TLS, our own or a proxy's? */
export const isSecure = ({ tls, publicUrl }: Pick<HeaderConfig, 'tls' | 'publicUrl'>): boolean =>
  tls !== null || publicUrl?.protocol === 'https:';

const contentSecurityPolicy = (config: HeaderConfig, host: string | undefined): string =>
  [
    "default-src 'self'",
    `connect-src ${["'self'", ...mediaOrigins(config, host)].join(' ')}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "worker-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join('; ');

/** On every answer: nothing is loaded from another host, nothing frames us, and only our pages use camera and microphone. */
export const securityHeaders = (config: HeaderConfig) =>
  createMiddleware<Env>(async (c, next) => {
    await next();
    // A route that hands out what strangers made closes it off more than a page of ours.
    if (!c.res.headers.has('content-security-policy'))
      c.header('content-security-policy', contentSecurityPolicy(config, c.req.header('host')));
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cross-origin-opener-policy', 'same-origin');
    c.header('cross-origin-resource-policy', 'same-origin');
    c.header(
      'permissions-policy',
      'camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=()',
    );
    if (isSecure(config)) c.header('strict-transport-security', 'max-age=31536000');
  });
