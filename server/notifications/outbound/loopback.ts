import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';
import { plainAddress } from './public-address.ts';

const isLoopbackAddress = proxyAddr.compile('loopback');

/** A name or address that is this machine's own. */
export const isLoopback = (host: string): boolean =>
  isIP(host) === 0 ? host === 'localhost' : isLoopbackAddress(plainAddress(host), 0);
