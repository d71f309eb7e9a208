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

const findFree = async (
  { first, last }: typeof RTC_PORTS,
  isFree: (port: number) => Promise<boolean>,
  step: number,
) => {
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
