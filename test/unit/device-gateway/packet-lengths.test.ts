import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { MAX_PAYLOAD_BYTES, readingsTopic } from '#contracts/mqtt.ts';
import { MAX_CONNECT_BYTES, PacketLengths, type LengthRefusal } from '#device-gateway/broker/packet-lengths.ts';

const connect = generate({ cmd: 'connect', clientId: 'cuff-1', protocolId: 'MQTT', protocolVersion: 4, clean: true });
const publish = (payload: Buffer): Buffer =>
  generate({
    cmd: 'publish',
    topic: readingsTopic('cuff-1'),
    payload,
    qos: 1,
    messageId: 7,
    dup: false,
    retain: false,
  });

const judgeAll = (chunks: readonly Uint8Array[]): LengthRefusal | null => {
  const lengths = new PacketLengths();
  for (const chunk of chunks) {
    const refusal = lengths.judge(chunk);
    if (refusal !== null) return refusal;
  }
  return null;
};

const cutAt = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
};

describe('PacketLengths', () => {
  it('lets any sequence of well-formed packets pass, however it is cut into chunks', () => {
    const packet: fc.Arbitrary<Buffer> = fc.oneof(
      fc.uint8Array({ maxLength: 700 }).map((payload) => publish(Buffer.from(payload))),
      fc
        .constantFrom<Packet>({ cmd: 'pingreq' }, { cmd: 'disconnect' }, { cmd: 'pubrel', messageId: 9 })
        .map((p) => generate(p)),
    );
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 20 }), (packets, cuts) => {
        expect(judgeAll(cutAt(Buffer.concat([connect, ...packets]), cuts))).toBeNull();
      }),
    );
  });

  it('takes the largest payload that the interface allows', () => {
    expect(judgeAll([connect, publish(Buffer.alloc(MAX_PAYLOAD_BYTES))])).toBeNull();
  });

  it('refuses a larger one by its announcement, before its body is there', () => {
    const announced = publish(Buffer.alloc(MAX_PAYLOAD_BYTES + 1024)).subarray(0, 4);
    expect(judgeAll([connect, announced])).toBe('packet-too-large');
  });

  it('refuses 268 MB in the first packet and in a later one', () => {
    const length = [0xff, 0xff, 0xff, 0x7f];
    expect(judgeAll([Buffer.from([0x10, ...length])])).toBe('packet-too-large');
    expect(judgeAll([connect, Buffer.from([0x32, ...length])])).toBe('packet-too-large');
  });

  it('keeps the first packet small: nobody has signed in yet', () => {
    expect(judgeAll([Buffer.from([0x10, (MAX_CONNECT_BYTES & 0x7f) | 0x80, (MAX_CONNECT_BYTES >> 7) + 1])])).toBe(
      'packet-too-large',
    );
  });

  it('refuses what does not begin with a CONNECT, such as HTTP or a TLS greeting', () => {
    expect(judgeAll([Buffer.from('GET / HTTP/1.1\r\n')])).toBe('not-mqtt');
    expect(judgeAll([Buffer.from([0x16, 3, 1, 2, 0])])).toBe('not-mqtt');
    expect(judgeAll([publish(Buffer.alloc(3))])).toBe('not-mqtt');
  });

  it('refuses a length of more than four bytes', () => {
    expect(judgeAll([Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80, 0x01])])).toBe('not-mqtt');
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
        judgeAll([connect, ...chunks]);
      }),
    );
  });
});
