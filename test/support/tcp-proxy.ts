import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type TcpProxy = {
  readonly port: number;
  /** Ends all connections and refuses new ones, until `restore`. */
  cut(): Promise<void>;
  /** Ends all connections with RST, as the kernel of a machine does that knows nothing of them: clients see ECONNRESET. */
  reset(): void;
  /** Keeps connections, but passes nothing from the target to the clients, until `restore`. */
  holdAnswers(): void;
  restore(): Promise<void>;
  close(): Promise<void>;
};

/** A forwarder between a client and its server whose faults a test switches on and off. */
export const startTcpProxy = async (target: { host: string; port: number }): Promise<TcpProxy> => {
  const pairs = new Set<{ client: Socket; upstream: Socket }>();
  let isHolding = false;

  const server = createServer((client) => {
    const upstream = connect(target);
    const pair = { client, upstream };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => client.write(chunk));
    if (isHolding) upstream.pause();
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);

  const cut = async (): Promise<void> => {
    const closed = server.listening ? once(server, 'close') : Promise.resolve();
    server.close();
    for (const { client, upstream } of pairs) {
      client.destroy();
      upstream.destroy();
    }
    await closed;
  };

  return {
    port,
    cut,
    reset() {
      for (const { client, upstream } of pairs) {
        client.resetAndDestroy();
        upstream.destroy();
      }
    },
    holdAnswers() {
      isHolding = true;
      for (const { upstream } of pairs) upstream.pause();
    },
    async restore() {
      isHolding = false;
      for (const { upstream } of pairs) upstream.resume();
      if (!server.listening) await listen(port);
    },
    close: cut,
  };
};
