import type { IncomingMessage } from 'node:http';

const parse = (url: string): URL | undefined => (URL.canParse(url) ? new URL(url) : undefined);

/**
 * May a page of this origin connect? Where the clinic's own address is configured, pages from there; else pages from the
 * host name under which this node itself was reached, since server and node then share a machine. A request without
 * `Origin` comes from no browser and is refused.
 */
export const isAllowedOrigin = (allowedOrigin: string | null, { headers }: IncomingMessage): boolean => {
  const { origin, host } = headers;
  if (origin === undefined) return false;
  if (allowedOrigin !== null) return origin === allowedOrigin;
  const page = parse(origin);
  return page !== undefined && page.hostname === parse(`http://${host ?? ''}`)?.hostname;
};
