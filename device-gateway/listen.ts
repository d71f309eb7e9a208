import { once } from 'node:events';
import type { Server } from 'node:net';
import { EnvironmentError } from '#contracts/environment.ts';

export type ListenOn = {
  /** Undefined: every address of the machine. */
  address: string | undefined;
  port: number;
  /** The environment variable that chose the port, named when it cannot be had. */
  variable: string;
};

const reasonOf = (code: string | undefined, { port, address }: ListenOn): string => {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is taken by another program; stop that program or choose another port`;
    case 'EACCES':
      return `this user may not open port ${port}; choose one above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `this machine has no address ${address ?? ''} to open port ${port} on`;
    default:
      return `port ${port} cannot be opened (${code ?? 'unknown error'})`;
  }
};

/** Opens a port, or says which setting stands in the way. */
export const listen = async (server: Server, on: ListenOn): Promise<void> => {
  server.listen(on.address === undefined ? { port: on.port } : { port: on.port, host: on.address });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new EnvironmentError([{ name: on.variable, reason: reasonOf((error as NodeJS.ErrnoException).code, on) }]);
  }
};
