import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import proxyAddr from 'proxy-addr';
import type { ServerConfig } from './config.ts';

/** Who asks: the socket's own address, or what `X-Forwarded-For` says where a trusted proxy says it. */
export const clientAddress = (config: Pick<ServerConfig, 'trustedProxies'>, request: IncomingMessage): string =>
  proxyAddr(request, [...config.trustedProxies]);

/**
 * The part of an address that one subscriber holds: an IPv6 host can take any of its network's 2^64 addresses, so
 * counting by full address would count nothing.
 */
export const networkOf = (address: string): string => {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
};
