import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

const HTTP_PORTS = { first: 15_900, last: 15_999 };
const RTC_PORTS = { first: 42_000, last: 42_999 };

const isTcpFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  try {
    server.listen(port, '0.0.0.0');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
};

const isUdpFree = async (port: number): Promise<boolean> => {
  const socket = createSocket('udp4');
  try {
    socket.bind(port);
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
};

/** Test files that run beside one another look in halves of their own: a port is free until its process has started. */
const ownHalf = ({ first, last }: typeof RTC_PORTS): typeof RTC_PORTS => {
  const middle = (first + last + 1) / 2;
  return Number(process.env['VITEST_POOL_ID'] ?? 1) % 2 === 1 ? { first, last: middle - 1 } : { first: middle, last };
};

const findFree = async (range: typeof RTC_PORTS, isFree: (port: number) => Promise<boolean>, step: number) => {
  const { first, last } = ownHalf(range);
  const count = last - first + 1;
  // Starting anywhere keeps two runs on one machine apart.
  const offset = Math.floor((Math.random() * count) / step) * step;
  for (let index = 0; index < count; index += step) {
    const port = first + ((offset + index) % count);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port from ${first} to ${last}`);
};

export const freeHttpPort = (): Promise<number> => findFree(HTTP_PORTS, isTcpFree, 1);

/** The first of ten ports that a node's workers may use. */
export const freeRtcPort = (): Promise<number> =>
  findFree(RTC_PORTS, async (port) => (await isTcpFree(port)) && (await isUdpFree(port)), 10);
