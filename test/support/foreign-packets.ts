import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import {
  ATTRIBUTE,
  decodeAnswer,
  encodeRequest,
  METHOD,
  shortTermSignature,
  type Answer,
  type Credentials,
} from './stun-message.ts';

const withLength = (lengthBytes: number, bytes: Buffer): Buffer => {
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(bytes.length, 0, lengthBytes);
  return Buffer.concat([length, bytes]);
};

/** A DTLS 1.2 ClientHello (RFC 6347, 4.2; RFC 5246, 7.4.1.2) with one cipher suite, as the first packet of a handshake. */
export const dtlsClientHello = (): Buffer => {
  const hello = [
    Buffer.from('fefd', 'hex'),
    randomBytes(32),
    // No session, no cookie; ECDHE with AES-128-GCM; no compression.
    Buffer.from('00' + '00' + '0004c02bc02f' + '0100', 'hex'),
    // Groups, point format, signature algorithms, and SRTP as browsers ask for it (RFC 5764).
    withLength(2, Buffer.from('000a00060004001d0017000b00020100000d00080006040308040401000e00050002000100', 'hex')),
  ];
  const body = Buffer.concat(hello);
  const length = withLength(3, body).subarray(0, 3);
  const handshake = Buffer.concat([Buffer.from([1]), length, Buffer.alloc(5), length, body]);
  return Buffer.concat([Buffer.from('16feff0000000000000000', 'hex'), withLength(2, handshake)]);
};

/** A question of ICE (RFC 8445, 7.1) for one transport, by whoever knows its name and password. */
const iceCheck = (credentials: Credentials) =>
  encodeRequest(
    METHOD.binding,
    () => [
      [ATTRIBUTE.priority, Buffer.from([0x6e, 0, 0, 1])],
      [ATTRIBUTE.iceControlling, randomBytes(8)],
    ],
    shortTermSignature(credentials),
  );

/** Somebody at an address that no visit knows, who sends packets to a media node's port and keeps what comes back. */
export class ForeignAddress {
  readonly #send: (bytes: Buffer) => void;
  readonly #end: () => void;
  readonly #received: Buffer[] = [];
  #onPacket: () => void = () => undefined;

  private constructor(send: (bytes: Buffer) => void, end: () => void) {
    this.#send = send;
    this.#end = end;
  }

  static async overUdp(port: number): Promise<ForeignAddress> {
    const socket = createSocket('udp4');
    const address = new ForeignAddress(
      (bytes) => socket.send(bytes, port, '127.0.0.1'),
      () => socket.close(),
    );
    socket.on('message', (packet) => address.#take(packet));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return address;
  }

  /** Each packet after its length (RFC 4571). */
  static async overTcp(port: number): Promise<ForeignAddress> {
    const socket = connectTcp(port, '127.0.0.1');
    const address = new ForeignAddress(
      (bytes) => socket.write(withLength(2, bytes)),
      () => socket.destroy(),
    );
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        address.#take(received.subarray(2, end));
        received = received.subarray(end);
      }
    });
    await once(socket, 'connect');
    return address;
  }

  send(bytes: Buffer): void {
    this.#send(bytes);
  }

  /** Asks for a path, and says what came before the answer: packets arrive in the order in which they were sent. */
  async ask(credentials: Credentials): Promise<{ answer: Answer; before: readonly Buffer[] }> {
    const { transactionId, bytes } = iceCheck(credentials);
    this.#send(bytes);
    for (;;) {
      const answers = this.#received.map((packet) => (packet.length >= 20 ? decodeAnswer(packet) : null));
      const index = answers.findIndex((answer) => answer?.transactionId === transactionId);
      const answer = answers[index];
      if (answer) return { answer, before: this.#received.slice(0, index) };
      await new Promise<void>((resolve) => (this.#onPacket = resolve));
    }
  }

  /** The first packet that came. */
  async firstPacket(): Promise<Buffer> {
    for (;;) {
      const [packet] = this.#received;
      if (packet) return packet;
      await new Promise<void>((resolve) => (this.#onPacket = resolve));
    }
  }

  close(): void {
    this.#end();
  }

  #take(packet: Buffer): void {
    this.#received.push(packet);
    this.#onPacket();
  }
}
