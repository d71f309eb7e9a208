import { MAX_PAYLOAD_BYTES } from '#contracts/mqtt.ts';

/** Topic, its length and the message id stand in a PUBLISH before its payload. */
const TOPIC_ALLOWANCE_BYTES = 512;
export const MAX_PACKET_BYTES = MAX_PAYLOAD_BYTES + TOPIC_ALLOWANCE_BYTES;

/** Client id, user name, secret and last will of a device need about 600 bytes. */
export const MAX_CONNECT_BYTES = 4096;

const CONNECT = 0x10;
const CONTINUES = 0x80;
const MAX_LENGTH_BYTES = 4;

export type LengthRefusal = 'packet-too-large' | 'not-mqtt';

/**
 * Follows MQTT's fixed headers (3.1.1, 2.2) through one connection's bytes. The parser behind it gathers a packet of any
 * announced length (up to 268 MB) in memory before anybody is asked who is sending: so lengths are judged here, as soon
 * as they are announced.
 */
export class PacketLengths {
  #isFirstPacket = true;
  /** Bytes of the current packet's body still to come; -1 while its header is read. */
  #bodyBytes = -1;
  #length = 0;
  /** Bytes of the length field read so far; -1 before the packet's first byte. */
  #lengthBytes = -1;

  /** Judges the next bytes of the stream: a reason to close the connection, or null. */
  judge(chunk: Uint8Array): LengthRefusal | null {
    let at = 0;
    while (at < chunk.length) {
      if (this.#bodyBytes > 0) {
        const here = Math.min(this.#bodyBytes, chunk.length - at);
        this.#bodyBytes -= here;
        at += here;
        if (this.#bodyBytes === 0) this.#bodyBytes = -1;
        continue;
      }
      const refusal = this.#readHeaderByte(chunk[at] ?? 0);
      if (refusal !== null) return refusal;
      at += 1;
    }
    return null;
  }

  #readHeaderByte(byte: number): LengthRefusal | null {
    if (this.#lengthBytes === -1) {
      if (this.#isFirstPacket && byte !== CONNECT) return 'not-mqtt';
      this.#lengthBytes = 0;
      this.#length = 0;
      return null;
    }
    if (this.#lengthBytes === MAX_LENGTH_BYTES) return 'not-mqtt';
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes += 1;
    if (byte & CONTINUES) return null;
    if (this.#length > (this.#isFirstPacket ? MAX_CONNECT_BYTES : MAX_PACKET_BYTES)) return 'packet-too-large';
    this.#isFirstPacket = false;
    this.#lengthBytes = -1;
    this.#bodyBytes = this.#length > 0 ? this.#length : -1;
    return null;
  }
}
