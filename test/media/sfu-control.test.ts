import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErrorBody } from '#contracts/errors.ts';
import { CONTROL_PATH, ControlAnswer, JOIN_AUDIENCE, ROOM_LEASE_MS } from '#contracts/media.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import { createKeyPair, GRANTS, nowS, signControlToken, signJoinToken } from '#test/support/media-keys.ts';
import { startTestMediaNode, type TestMediaNode } from '#test/support/media-node.ts';
import { microphone } from '#test/support/media-rtp.ts';

describe('a command to the media node', () => {
  let node: TestMediaNode;

  beforeAll(async () => {
    node = await startTestMediaNode();
  });
  afterAll(() => node.close());

  const post = (body: string) => fetch(node.url + CONTROL_PATH, { method: 'POST', body });
  const codeOf = async (response: Response) => [response.status, ErrorBody.parse(await response.json()).error.code];

  it('is answered, and may come again', async () => {
    const { roomId, epoch } = await node.openRoom();
    const again = await node.control({ type: 'room:open', roomId, epoch });
    expect(ControlAnswer.parse(await again.json())).toEqual({ done: true });
    expect(node.service.node.rooms.filter((room) => room.id === roomId)).toHaveLength(1);
    for (let times = 0; times < 2; times += 1) {
      expect((await node.control({ type: 'room:close', roomId, reason: 'ended' })).status).toBe(200);
    }
  });

  it('by two at once opens one room', async () => {
    const roomId = randomUUID();
    const answers = await Promise.all([1, 1, 1].map((epoch) => node.control({ type: 'room:open', roomId, epoch })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(node.service.node.rooms.filter((room) => room.id === roomId)).toHaveLength(1);
  });

  it.each([
    ['expired', { exp: nowS() - 30 }],
    ['longer-lived than allowed', { exp: nowS() + 3_600 }],
    ['for another audience', { aud: JOIN_AUDIENCE }],
    ['for another node', { nodeId: 'another-node' }],
    ['of no known type', { command: { type: 'room:demolish' } }],
  ])('is refused when it is %s', async (_, overrides) => {
    const { roomId } = await node.openRoom();
    const response = await node.control({ type: 'room:close', roomId, reason: 'ended' }, overrides);
    expect(await codeOf(response)).toEqual([401, 'unauthenticated']);
    expect(node.service.node.rooms.some((room) => room.id === roomId)).toBe(true);
  });

  it('is refused when it was used before, is not signed by the server, or is no token', async () => {
    const command = { type: 'room:open', roomId: randomUUID(), epoch: 1 } as const;
    const token = await signControlToken(node.serverKeys.privateKey, node.nodeId, command);
    expect((await post(token)).status).toBe(200);
    expect(await codeOf(await post(token))).toEqual([401, 'unauthenticated']);
    const forged = await signControlToken(createKeyPair().privateKey, node.nodeId, command);
    expect(await codeOf(await post(forged))).toEqual([401, 'unauthenticated']);
    expect(await codeOf(await post(JSON.stringify(command)))).toEqual([401, 'unauthenticated']);
    expect(await codeOf(await post(''))).toEqual([401, 'unauthenticated']);
    const join = await signJoinToken(node.serverKeys.privateKey, {
      nodeId: node.nodeId,
      roomId: command.roomId,
      peerId: randomUUID(),
      epoch: 1,
    });
    expect(await codeOf(await post(join))).toEqual([401, 'unauthenticated']);
    expect(await codeOf(await post('a'.repeat(300_000)))).toEqual([400, 'invalid']);
    expect((await fetch(node.url + CONTROL_PATH)).status).toBe(404);
  });

  it('moves a room on to a later epoch and never back', async () => {
    const { roomId, epoch } = await node.openRoom(5);
    const peer = await SignallingPeer.join(await node.grant({ roomId, epoch }));
    const back = await node.control({ type: 'room:open', roomId, epoch: 4 });
    expect(await codeOf(back)).toEqual([409, 'conflict']);
    expect((await node.control({ type: 'room:open', roomId, epoch: 6 })).status).toBe(200);
    await peer.disconnected();
    expect(peer.payloads('room:closed')).toEqual([{ reason: 'lease-expired' }]);
    await expect(SignallingPeer.connect(await node.grant({ roomId, epoch: 5 }))).rejects.toThrow('conflict');
    (await SignallingPeer.join(await node.grant({ roomId, epoch: 6 }))).close();
  });

  it('brings no epoch back that is over, however late it comes', async () => {
    const { roomId, epoch } = await node.openRoom(2);
    await node.control({ type: 'room:close', roomId, reason: 'ended' });
    for (const late of [epoch - 1, epoch]) {
      expect(await codeOf(await node.control({ type: 'room:open', roomId, epoch: late }))).toEqual([409, 'conflict']);
    }
    expect((await node.control({ type: 'room:open', roomId, epoch: epoch + 1 })).status).toBe(200);
  });

  it('comes by a connection that stays open for the next', async () => {
    const { headers } = await node.control({ type: 'lease:renew', roomIds: [] });
    expect(headers.get('keep-alive')).toBe('timeout=75');
  });

  it('ends a visit for everyone in it', async () => {
    const room = await node.openRoom();
    const peers = await Promise.all([1, 2].map(async () => SignallingPeer.join(await node.grant(room))));
    await node.control({ type: 'room:close', roomId: room.roomId, reason: 'ended' });
    for (const peer of peers) {
      await peer.disconnected();
      expect(peer.payloads('room:closed')).toEqual([{ reason: 'ended' }]);
    }
  });

  it('puts one peer out, and its unused tokens with it', async () => {
    const room = await node.openRoom();
    const peerId = randomUUID();
    const witness = await SignallingPeer.join(await node.grant(room));
    const evicted = await SignallingPeer.join(await node.grant(room, { peerId }));
    const unused = await node.grant(room, { peerId });
    await node.control({ type: 'peer:evict', roomId: room.roomId, peerId });
    await evicted.disconnected();
    expect(evicted.payloads('room:closed')).toEqual([{ reason: 'evicted' }]);
    expect(witness.payloads('peer:left')).toEqual([{ peerId }]);
    const back = await SignallingPeer.connect(unused);
    await expect(back.request('room:join', {})).rejects.toMatchObject({ code: 'forbidden' });
    back.close();
    // A token that the server signs later is its later word.
    const later = await node.grant(room, { peerId, exp: nowS() + 64 });
    (await SignallingPeer.join(later)).close();
    witness.close();
  });

  it('takes away and gives back the right to publish at once', async () => {
    const room = await node.openRoom();
    const peerId = randomUUID();
    const witness = await SignallingPeer.join(await node.grant(room));
    await witness.request('room:receive', { rtpCapabilities: witness.joined.routerRtpCapabilities });
    const speaker = await SignallingPeer.join(await node.grant(room, { peerId }));
    const transportId = speaker.joined.sendTransport?.id ?? '';
    await speaker.request('producer:create', microphone(transportId));
    await expect.poll(() => witness.payloads('consumer:created').length).toBe(1);
    const grant = (mayPublish: boolean) =>
      node.control({ type: 'peer:grant', roomId: room.roomId, peerId, grants: { ...GRANTS, mayPublish } });
    await grant(false);
    await expect.poll(() => witness.payloads('consumer:closed').length).toBe(1);
    expect(await speaker.raw('producer:create', microphone(transportId))).toMatchObject({
      error: { code: 'forbidden' },
    });
    await grant(true);
    await speaker.request('producer:create', microphone(transportId));
    speaker.close();
    witness.close();
  });

  it('keeps a room alive by its lease; without one the room closes', async () => {
    const [kept, forgotten] = [await node.openRoom(), await node.openRoom()];
    const peer = await SignallingPeer.join(await node.grant(forgotten));
    await sleep(20);
    const afterOpening = Date.now() + ROOM_LEASE_MS - 10;
    await node.control({ type: 'lease:renew', roomIds: [kept.roomId, randomUUID()] });
    // The sweep runs each second by the clock; it is asked here what it would do half a minute from now.
    node.service.node.closeUnleasedRooms(afterOpening);
    const open = node.service.node.rooms.map(({ id }) => id);
    expect(open).toContain(kept.roomId);
    expect(open).not.toContain(forgotten.roomId);
    await peer.disconnected();
    expect(peer.payloads('room:closed')).toEqual([{ reason: 'lease-expired' }]);
  });

  it('answers whoever asks whether it lives, and counts without naming anyone', async () => {
    const { roomId, epoch } = await node.openRoom();
    const grant = await node.grant({ roomId, epoch });
    const peer = await SignallingPeer.join(grant);
    expect(await (await fetch(`${node.url}/healthz`)).json()).toEqual({ state: 'up' });
    const metrics = await (await fetch(`${node.url}/metrics`)).text();
    expect(metrics).toMatch(/^kanhu_media_workers 1$/m);
    expect(metrics).toMatch(/kanhu_media_requests_total\{request="room:join",outcome="ok"\} \d+/);
    expect(metrics).not.toContain(roomId);
    expect(metrics).not.toContain(grant.peerId);
    expect((await fetch(`${node.url}/anything`)).status).toBe(404);
    peer.close();
  });

  it('to drain lets no new room in and leaves those that are open', async () => {
    const drained = await startTestMediaNode();
    const room = await drained.openRoom();
    expect((await drained.control({ type: 'node:drain' })).status).toBe(200);
    const refused = await drained.control({ type: 'room:open', roomId: randomUUID(), epoch: 1 });
    expect(await codeOf(refused)).toEqual([503, 'unavailable']);
    const peer = await SignallingPeer.join(await drained.grant(room));
    await drained.service.close();
    await peer.disconnected();
    expect(peer.payloads('room:closed')).toEqual([{ reason: 'node-draining' }]);
    // The server heard it before the node was gone.
    expect(drained.server.events.at(-1)).toMatchObject({ type: 'room:closed', reason: 'node-draining' });
    await drained.close();
  });
});
