import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

type Protocol = 'tcp' | 'udp';

/**
 * Fails before anything is started when a port cannot be used, and names the variable that chooses another one.
 *
 * @example await assertPortFree(8080, 'the web pages', 'KANHU_PORT');
 */
export const assertPortFree = async (
  port: number,
  purpose: string,
  variable: string,
  protocol: Protocol = 'tcp',
): Promise<void> => {
  const code = await (protocol === 'tcp' ? tryTcp(port) : tryUdp(port));
  if (code === undefined) return;
  const another = `${variable}=${port + 10 > 65_535 ? port - 10 : port + 10} npm start`;
  const look = `ss -${protocol === 'tcp' ? 't' : 'u'}lnp 'sport = :${port}'`;
  throw new Error(
    code === 'EADDRINUSE'
      ? `Port ${port}/${protocol} for ${purpose} is taken by another program. See which (${look}) and stop it, or choose another port: ${another}`
      : `Port ${port}/${protocol} for ${purpose} cannot be opened by this user (${code}). Choose another port: ${another}`,
  );
};

/** All addresses: a program that holds the port on one of them is in the way as well. */
const tryTcp = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port }, () => server.close(() => resolve(undefined)));
  });

const tryUdp = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error.code ?? error.message);
    });
    socket.bind(port, () => socket.close(() => resolve(undefined)));
  });
