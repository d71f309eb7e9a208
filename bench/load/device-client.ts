import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import { readingsTopic } from '#contracts/mqtt.ts';
import type { LoadDevice } from './plan.ts';

const PUBLISH_QOS_1 = 0x32;
const PUBACK = 0x40;

const encodedLength = (length: number): number[] => (length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7]);

/**
 * One device: QoS 1, several messages in flight, its packets written by hand. A client library would cost more than the
 * gateway that is measured. Message ids are the places in flight: 1 to `inFlight`.
 */
export class DeviceClient {
  readonly #socket: Socket;
  readonly #topic: Buffer;
  readonly #free: number[];
  readonly #onAck: (place: number) => void;
  #rest: Buffer | null = null;
  readonly connected: Promise<void>;

  constructor(
    { deviceId, password }: LoadDevice,
    options: { port: number; inFlight: number; onAck: (place: number) => void; onLost: () => void },
  ) {
    this.#onAck = options.onAck;
    this.#free = Array.from({ length: options.inFlight }, (_, index) => options.inFlight - index);
    const topic = Buffer.from(readingsTopic(deviceId));
    this.#topic = Buffer.concat([Buffer.from([topic.length >> 8, topic.length & 0xff]), topic]);
    this.#socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', options.onLost);
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.connected = promise;
    this.#socket.once('connect', () => {
      const password_ = Buffer.from(password);
      this.#socket.write(
        generate({
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clean: true,
          keepalive: 600,
          clientId: deviceId,
          username: deviceId,
          password: password_,
        }),
      );
    });
    this.#socket.once('close', () => reject(new Error(`${deviceId} was not let in`)));
    this.#socket.once('data', (connack) => {
      if (connack[0] !== 0x20 || connack[3] !== 0) {
        reject(new Error(`${deviceId} was refused (${connack[3] ?? -1})`));
        return;
      }
      this.#socket.on('data', (chunk) => this.#onData(chunk));
      resolve(undefined);
    });
  }

  /** A place in flight for the next message, or undefined while all are taken. */
  takePlace(): number | undefined {
    return this.#free.pop();
  }

  /** The bytes of one PUBLISH. */
  packet(place: number, json: string): Buffer {
    const bodyBytes = this.#topic.length + 2 + Buffer.byteLength(json);
    if (bodyBytes >= 16_384) throw new Error('too long for a load message');
    const length = encodedLength(bodyBytes);
    const packet = Buffer.allocUnsafe(1 + length.length + bodyBytes);
    packet[0] = PUBLISH_QOS_1;
    for (const [index, byte] of length.entries()) packet[1 + index] = byte;
    let at = 1 + length.length;
    at += this.#topic.copy(packet, at);
    at = packet.writeUInt16BE(place, at);
    packet.write(json, at, 'utf8');
    return packet;
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  end(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.end(generate({ cmd: 'disconnect' }));
  }

  #onData(chunk: Buffer): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    for (; at + 4 <= bytes.length; at += 4) {
      if (bytes[at] !== PUBACK) throw new Error(`unexpected packet ${bytes[at] ?? -1}`);
      const place = bytes.readUInt16BE(at + 2);
      this.#free.push(place);
      this.#onAck(place);
    }
    this.#rest = at < bytes.length ? bytes.subarray(at) : null;
  }
}
