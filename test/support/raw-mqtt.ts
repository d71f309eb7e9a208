import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate, parser as createParser, type Packet, type PacketCmd } from 'mqtt-packet';

export type RawMqtt = {
  socket: Socket;
  /** Everything that came, in order. */
  received: Packet[];
  send(packet: Packet): void;
  /** The next packet of this kind that has not been handed out yet. */
  next<C extends PacketCmd>(cmd: C): Promise<Extract<Packet, { cmd: C }>>;
  /** Resolves when the other side or the network ended the connection. */
  closed: Promise<void>;
  end(): void;
};

/** A connection that says exactly what it is told, also what no client library would say. */
export const rawMqtt = async (port: number): Promise<RawMqtt> => {
  const socket = connect({ host: '127.0.0.1', port });
  const received: Packet[] = [];
  const waiting: { cmd: string; resolve(packet: Packet): void }[] = [];
  const unread: Packet[] = [];
  const parser = createParser({ protocolVersion: 4 });
  parser.on('packet', (packet) => {
    received.push(packet);
    const index = waiting.findIndex(({ cmd }) => cmd === packet.cmd);
    if (index === -1) unread.push(packet);
    else waiting.splice(index, 1)[0]?.resolve(packet);
  });
  socket.on('data', (chunk) => parser.parse(chunk));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  return {
    socket,
    received,
    closed,
    send: (packet) => socket.write(generate(packet)),
    next: <C extends PacketCmd>(cmd: C) =>
      new Promise<Extract<Packet, { cmd: C }>>((resolve, reject) => {
        const give = (packet: Packet): void => resolve(packet as Extract<Packet, { cmd: C }>);
        const index = unread.findIndex((packet) => packet.cmd === cmd);
        const [packet] = index === -1 ? [] : unread.splice(index, 1);
        if (packet) give(packet);
        else waiting.push({ cmd, resolve: give });
        void closed.then(() => reject(new Error(`the connection ended before a ${cmd} came`)));
      }),
    end: () => socket.destroy(),
  };
};

export type Credentials = { deviceId: string; password: string };

export const connectPacket = (
  { deviceId, password }: Credentials,
  options: { clientId?: string; protocolVersion?: 3 | 4 | 5; will?: { topic: string; payload: string } } = {},
): Packet => ({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: options.protocolVersion ?? 4,
  clean: true,
  keepalive: 60,
  clientId: options.clientId ?? deviceId,
  username: deviceId,
  password: Buffer.from(password),
  ...(options.will ? { will: { ...options.will, qos: 1, retain: true } } : {}),
});

export const publishPacket = (
  topic: string,
  payload: string | Buffer,
  messageId: number,
  qos: 0 | 1 | 2 = 1,
): Packet => ({
  cmd: 'publish',
  topic,
  payload,
  qos,
  messageId,
  dup: false,
  retain: false,
});
