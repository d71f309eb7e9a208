import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTROL_PATH, JOIN_AUDIENCE, type ControlCommand } from '#contracts/media.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import { createKeyPair, GRANTS, nowS, signControlToken, signJoinToken } from '#test/support/media-keys.ts';
import { camera, DTLS, microphone } from '#test/support/media-rtp.ts';
import { WatchedCall } from '#test/support/watched-call.ts';

describe('a call goes on undisturbed while somebody', () => {
  let call: WatchedCall;

  beforeAll(async () => {
    call = await WatchedCall.start();
  });
  afterAll(() => call.close());

  const intruder = async (grants = GRANTS as typeof GRANTS | { mayPublish: boolean }) =>
    SignallingPeer.join(await call.node.grant(call.room, { grants: { ...GRANTS, ...grants } }));

  const knock = (token: string) => SignallingPeer.connect({ mediaUrl: call.node.url, token });

  it('plays the token of one of them again', async () => {
    for (const grant of call.grants) await expect(SignallingPeer.connect(grant)).rejects.toThrow('unauthenticated');
    await call.expectUndisturbed();
  });

  it.each([
    ['forged', {}, createKeyPair().privateKey],
    ['expired', { exp: nowS() - 30 }, null],
    ['made for another node', { nodeId: 'another-node' }, null],
    ['longer-lived than any', { exp: nowS() + 3_600 }, null],
  ])('takes the place of one of them with a token that is %s', async (_, wrong, foreignKey) => {
    const key = foreignKey ?? call.node.serverKeys.privateKey;
    const [{ peerId }] = call.grants;
    const token = await signJoinToken(key, { nodeId: call.node.nodeId, ...call.room, peerId, ...wrong });
    await expect(knock(token)).rejects.toThrow('unauthenticated');
    await call.expectUndisturbed();
  });

  it('comes with a token for an epoch that is over, or for a room that there is not', async () => {
    const [{ peerId }] = call.grants;
    const { epoch } = call.room;
    const over = await call.node.grant({ ...call.room, epoch: epoch - 1 }, { peerId });
    await expect(SignallingPeer.connect(over)).rejects.toThrow('conflict');
    const nowhere = await call.node.grant({ roomId: randomUUID(), epoch }, { peerId });
    await expect(SignallingPeer.connect(nowhere)).rejects.toThrow('not_found');
    await call.expectUndisturbed();
  });

  const commands = (): ControlCommand[] => {
    const { roomId, epoch } = call.room;
    const [{ peerId }] = call.grants;
    return [
      { type: 'room:close', roomId, reason: 'ended' },
      { type: 'room:open', roomId, epoch: epoch + 1 },
      { type: 'peer:evict', roomId, peerId },
      { type: 'peer:grant', roomId, peerId, grants: { ...GRANTS, mayPublish: false } },
      { type: 'node:drain' },
    ];
  };
  const post = (body: string) => fetch(call.node.url + CONTROL_PATH, { method: 'POST', body });

  it.each([
    ['forged', {}, createKeyPair().privateKey],
    ['expired', { exp: nowS() - 30 }, null],
    ['meant for another node', { nodeId: 'another-node' }, null],
    ['a join token', { aud: JOIN_AUDIENCE }, null],
  ])('commands the node by what is %s', async (_, overrides, foreignKey) => {
    const key = foreignKey ?? call.node.serverKeys.privateKey;
    for (const command of commands()) {
      const token = await signControlToken(key, call.node.nodeId, command, overrides);
      expect((await post(token)).status, command.type).toBe(401);
    }
    await call.expectUndisturbed();
    // It did not drain either.
    await call.node.openRoom();
  });

  it('plays a command again that the server gave long ago', async () => {
    const [{ peerId }] = call.grants;
    const command = { type: 'peer:evict', roomId: randomUUID(), peerId } as const;
    const token = await signControlToken(call.node.serverKeys.privateKey, call.node.nodeId, command);
    expect((await post(token)).status).toBe(200);
    expect((await post(token)).status).toBe(401);
    await call.expectUndisturbed();
  });

  it('publishes without the grant', async () => {
    const guest = await intruder({ mayPublish: false });
    const [transport] = call.transports;
    for (const transportId of [guest.joined.receiveTransport.id, transport?.id ?? '']) {
      for (const request of [microphone(transportId), camera(transportId)]) {
        expect(await guest.raw('producer:create', request)).toMatchObject({ error: { code: 'forbidden' } });
      }
    }
    await call.expectTracks(2);
    guest.close();
    await call.expectUndisturbed();
  });

  it('reaches for what belongs to them, from their own room and from another', async () => {
    const peers = call.node.service.node.roomFor(call.room).peers;
    const producerIds = peers.flatMap(({ publications }) => publications.map(({ producer }) => producer.id));
    const transportIds = call.transports.map(({ id }) => id);
    expect([producerIds.length, transportIds.length]).toEqual([4, 4]);
    const stranger = await SignallingPeer.join(await call.node.grant(await call.node.openRoom()));
    const roommate = await intruder();
    const rtpCapabilities = roommate.joined.routerRtpCapabilities;
    const { consumers } = await roommate.request('room:receive', { rtpCapabilities });
    for (const [thief, consumerIds] of [
      [stranger, consumers.map(({ consumerId }) => consumerId)],
      [roommate, []],
    ] as const) {
      const requests: [string, object][] = [
        ...producerIds.flatMap((producerId): [string, object][] =>
          ['producer:pause', 'producer:resume', 'producer:close'].map((name) => [name, { producerId }]),
        ),
        // What another room sends cannot be asked for: its consumers are not ours, and its producers are none.
        ...[...producerIds, ...consumerIds].flatMap((consumerId): [string, object][] =>
          ['consumer:resume', 'consumer:pause'].map((name) => [name, { consumerId }]),
        ),
        ...transportIds.flatMap((transportId): [string, object][] => [
          ['transport:restart-ice', { transportId }],
          ['transport:connect', { transportId, dtlsParameters: DTLS }],
          ['producer:create', microphone(transportId)],
        ]),
      ];
      for (const [name, request] of requests) {
        expect(await thief.raw(name, request), name).toMatchObject({ error: { code: 'not_found' } });
      }
      thief.close();
    }
    await call.expectUndisturbed();
  });

  it('floods the node with requests from within the room', async () => {
    const flooder = await intruder();
    const { id: transportId } = flooder.joined.receiveTransport;
    const answers = await Promise.all(
      Array.from({ length: 150 }, () => flooder.raw('transport:restart-ice', { transportId })),
    );
    expect(answers.some((result) => !result.ok && result.error.code === 'rate_limited')).toBe(true);
    await call.expectUndisturbed();
    for (let index = 0; index < 300; index += 1) flooder.socket.emit('room:leave', {}, () => undefined);
    await flooder.disconnected();
    await call.expectUndisturbed();
  });

  it('joins and leaves all the time', async () => {
    for (let times = 0; times < 40; times += 1) (await intruder()).close();
    await call.expectUndisturbed();
  });

  it('knocks in crowds', async () => {
    const forged = await signJoinToken(createKeyPair().privateKey, {
      nodeId: call.node.nodeId,
      ...call.room,
      peerId: randomUUID(),
    });
    const knocks = await Promise.allSettled(Array.from({ length: 200 }, () => knock(forged)));
    expect(knocks.every(({ status }) => status === 'rejected')).toBe(true);
    await call.expectUndisturbed();
  });

  it('sends messages that are too long, too deep, or none', async () => {
    const long = await intruder();
    long.socket.emit('room:receive', { rtpCapabilities: { codecs: ['a'.repeat(100_000)] } }, () => undefined);
    await long.disconnected();
    const deep = await intruder();
    const nested = '['.repeat(30_000) + ']'.repeat(30_000);
    deep.socket.io.engine.write(`42["room:receive",{"rtpCapabilities":{"codecs":${nested}}}]`);
    deep.socket.io.engine.write('4not socket.io at all');
    await deep.disconnected();
    const { hostname, port } = new URL(call.node.url);
    const raw = connectTcp(Number(port), hostname);
    raw.on('error', () => undefined);
    raw.resume();
    raw.write('\u0000\u0001 nonsense \r\n\r\n');
    await once(raw, 'close');
    await call.expectUndisturbed();
  });
});
