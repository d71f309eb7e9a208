import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDtlsServer } from '#test/support/dtls-server.ts';
import { dtlsClientHello, ForeignAddress } from '#test/support/foreign-packets.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import type { Credentials } from '#test/support/stun-message.ts';
import { WatchedCall } from '#test/support/watched-call.ts';

const HELLO = 0x16;

describe('packets from an address that no visit knows', () => {
  let call: WatchedCall;
  /** Somebody in a room of their own, whose right to a path shows that the worker has read all that came before. */
  let witness: Awaited<ReturnType<typeof SignallingPeer.join>>;

  beforeAll(async () => {
    call = await WatchedCall.start();
  });
  afterAll(() => call.close());

  beforeEach(async () => {
    witness = await SignallingPeer.join(await call.node.grant(await call.node.openRoom()));
    return () => witness.close();
  });

  const credentialsOf = (iceParameters: Record<string, unknown>): Credentials => ({
    username: `${String(iceParameters['usernameFragment'])}:witness`,
    password: String(iceParameters['password']),
  });

  const open = (protocol: string): Promise<ForeignAddress> =>
    protocol === 'udp' ? ForeignAddress.overUdp(call.rtcPort) : ForeignAddress.overTcp(call.rtcPort);

  it('are the hello that any DTLS server answers', async () => {
    const server = await startDtlsServer();
    const address = await ForeignAddress.overUdp(server.port);
    address.send(dtlsClientHello());
    expect((await address.firstPacket()).readUInt8(0)).toBe(HELLO);
    address.close();
    await server.close();
  });

  const packets: [string, () => Buffer][] = [
    ['a DTLS ClientHello', dtlsClientHello],
    ['noise', () => randomBytes(1_000)],
    ['one byte', () => Buffer.from([HELLO])],
    ['RTP', () => Buffer.concat([Buffer.from('80600001000000010153158e', 'hex'), randomBytes(200)])],
    ['RTCP', () => Buffer.from('81c900070153158e' + '00'.repeat(24), 'hex')],
    ['as much as a packet holds', () => Buffer.concat([dtlsClientHello(), randomBytes(60_000)])],
    ['a STUN message that is longer than it says', () => Buffer.from('000100ff2112a442' + '00'.repeat(16), 'hex')],
  ];

  it.each(packets.flatMap(([name, make]) => ['udp', 'tcp'].map((protocol) => [name, protocol, make] as const)))(
    'get no answer: %s over %s',
    async (_, protocol, make) => {
      const address = await open(protocol);
      for (let times = 0; times < 20; times += 1) address.send(make());
      const { answer, before } = await address.ask(credentialsOf(witness.joined.receiveTransport.iceParameters));
      expect(before).toEqual([]);
      expect(answer.isSuccess).toBe(true);
      address.close();
      await call.expectUndisturbed();
    },
  );

  it.each(['udp', 'tcp'])('take no path away over %s, though they name its owner', async (protocol) => {
    const paths = call.transports.map(({ iceSelectedTuple }) => iceSelectedTuple);
    expect(paths.every((path) => path !== undefined)).toBe(true);
    const address = await open(protocol);
    for (const { iceParameters } of call.transports) {
      const { answer } = await address.ask({ ...credentialsOf(iceParameters), password: 'guessed' });
      expect(answer).toMatchObject({ isSuccess: false });
      address.send(dtlsClientHello());
    }
    const { before } = await address.ask(credentialsOf(witness.joined.receiveTransport.iceParameters));
    expect(before.filter((packet) => packet.readUInt8(0) === HELLO)).toEqual([]);
    expect(call.transports.map(({ iceSelectedTuple }) => iceSelectedTuple)).toEqual(paths);
    address.close();
    await call.expectUndisturbed();
  });
});
