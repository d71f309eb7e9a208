import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Forwarder = {
  url: string;
  /** How many connections each port has now, in the order of the ports. */
  counts(): number[];
  close(): Promise<void>;
};

/**
 * One address in front of several servers, as the plainest load balancer is: connections go to one after the other, and to
 * the next where one does not take them. It knows nothing of HTTP and keeps nobody with one server.
 */
export const startForwarder = async (ports: readonly number[]): Promise<Forwarder> => {
  const open = new Map<Socket, number>();
  let turn = 0;

  const forward = (client: Socket, first: number, tries: number): void => {
    const index = first % ports.length;
    const upstream = connect({ port: ports[index] ?? 0, host: '127.0.0.1', noDelay: true });
    const onRefused = (): void => {
      if (tries > 1 && !client.destroyed) forward(client, first + 1, tries - 1);
      else client.destroy();
    };
    upstream.once('error', onRefused);
    upstream.once('connect', () => {
      upstream.off('error', onRefused);
      open.set(client, index);
      const end = (): void => {
        open.delete(client);
        client.destroy();
        upstream.destroy();
      };
      for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
      if (client.destroyed) end();
      client.pipe(upstream).pipe(client);
    });
  };

  const server = createServer({ noDelay: true, pauseOnConnect: true }, (client) => {
    client.on('error', () => client.destroy());
    forward(client, turn, ports.length);
    turn += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: () => ports.map((_, index) => [...open.values()].filter((each) => each === index).length),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const client of open.keys()) client.destroy();
      await closed;
    },
  };
};
