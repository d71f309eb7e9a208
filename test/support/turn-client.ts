import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  ATTRIBUTE,
  decodeAnswer,
  encodeRequest,
  longTermSignature,
  messageBytes,
  METHOD,
  xorPeerAddress,
  type Answer,
  type Credentials,
  type MakeAttributes,
} from './stun-message.ts';

const UDP = 17;
const FAMILY = { 4: 0x01, 6: 0x02 } as const;
const DISCARD_PORT = 9;

export type TurnTransport = 'udp' | 'tcp' | 'tls';
type Link = { send: (bytes: Buffer) => void; close: () => void };
type OnMessage = (bytes: Buffer) => void;

const overUdp = async (port: number, onMessage: OnMessage): Promise<Link> => {
  const socket = createSocket('udp4', onMessage);
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return { send: (bytes) => socket.send(bytes), close: () => socket.close() };
};

/** STUN messages follow one another; each says how long it is. */
const overStream = async (port: number, isTls: boolean, onMessage: OnMessage): Promise<Link> => {
  const socket = isTls ? connectTls({ port, host: '127.0.0.1' }) : connectTcp(port, '127.0.0.1');
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let length = messageBytes(received); length !== null && length <= received.length;) {
      onMessage(received.subarray(0, length));
      received = received.subarray(length);
      length = messageBytes(received);
    }
  });
  await once(socket, isTls ? 'secureConnect' : 'connect');
  return { send: (bytes) => socket.write(bytes), close: () => socket.destroy() };
};

/** A client of a relay on this machine that asks one thing at a time, and has one allocation at most (RFC 8656). */
export class TurnClient {
  #link: Link | undefined;
  readonly #credentials: Credentials | undefined;
  #challenge: { realm: Buffer; nonce: Buffer } | undefined;
  #waiting: ((answer: Answer) => void) | undefined;

  private constructor(credentials: Credentials | undefined) {
    this.#credentials = credentials;
  }

  static async connect(
    { port, transport = 'udp' }: { port: number; transport?: TurnTransport },
    credentials?: Credentials,
  ): Promise<TurnClient> {
    const client = new TurnClient(credentials);
    const onMessage = (bytes: Buffer): void => {
      const answer = decodeAnswer(bytes);
      if (answer) client.#waiting?.(answer);
    };
    client.#link =
      transport === 'udp' ? await overUdp(port, onMessage) : await overStream(port, transport === 'tls', onMessage);
    return client;
  }

  bind(): Promise<Answer> {
    return this.#ask(METHOD.binding, () => []);
  }

  /** As a browser asks: once without credentials, and again with them when the server has named realm and nonce. */
  async allocate(family: 4 | 6 = 4): Promise<Answer> {
    const wanted: MakeAttributes = () => [
      [ATTRIBUTE.requestedTransport, Buffer.from([UDP, 0, 0, 0])],
      [ATTRIBUTE.requestedAddressFamily, Buffer.from([FAMILY[family], 0, 0, 0])],
    ];
    const challenge = await this.#ask(METHOD.allocate, wanted);
    const [realm, nonce] = [ATTRIBUTE.realm, ATTRIBUTE.nonce].map((type) => challenge.attributes.get(type));
    if (!realm || !nonce || !this.#credentials) return challenge;
    this.#challenge = { realm, nonce };
    return this.#ask(METHOD.allocate, wanted);
  }

  /** Asks to exchange packets with an address: the relay refuses what it must not reach. */
  permit(address: string): Promise<Answer> {
    return this.#ask(METHOD.createPermission, (id) => [
      [ATTRIBUTE.xorPeerAddress, xorPeerAddress(address, DISCARD_PORT, id)],
    ]);
  }

  close(): void {
    this.#link?.close();
  }

  #ask(method: number, attributes: MakeAttributes): Promise<Answer> {
    const credentials = this.#credentials;
    const signature = credentials && this.#challenge && longTermSignature(credentials, this.#challenge);
    const { transactionId, bytes } = encodeRequest(method, attributes, signature);
    return new Promise((resolve) => {
      this.#waiting = (answer) => {
        if (answer.transactionId === transactionId) resolve(answer);
      };
      this.#link?.send(bytes);
    });
  }
}
