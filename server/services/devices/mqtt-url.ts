import type { ServerConfig } from '../../config.ts';

/**
 * Where this browser finds the MQTT endpoint: under the name that its page came from, the one that the page's content
 * policy allows. What is no browser sends no `Origin`.
 */
export const mqttUrlForBrowser = (
  { publicUrl, tls }: Pick<ServerConfig, 'publicUrl' | 'tls'>,
  { origin, host }: { origin: string | undefined; host: string | undefined },
): string => {
  const ours = origin ?? publicUrl?.origin ?? `${tls === null ? 'http' : 'https'}://${host ?? 'localhost'}`;
  const url = new URL('/mqtt', ours);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
};
