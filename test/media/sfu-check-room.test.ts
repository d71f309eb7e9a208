import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECK_EPOCH, CHECK_ROOM_MS } from '#contracts/media.ts';
import { MAX_CHECK_ROOMS } from '#sfu/limits.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import { startTestMediaNode, type TestMediaNode } from '#test/support/media-node.ts';
import { camera, microphone } from '#test/support/media-rtp.ts';

describe('a room for one person’s check', () => {
  let node: TestMediaNode;
  beforeAll(async () => {
    node = await startTestMediaNode();
  });
  afterAll(() => node.close());

  const openCheck = async () => {
    const [roomId, peerId] = [randomUUID(), randomUUID()];
    const { status } = await node.control({ type: 'check:open', roomId, peerId });
    expect(status).toBe(200);
    return { room: { roomId, epoch: CHECK_EPOCH }, peerId };
  };
  const isOpen = (roomId: string): boolean => node.service.node.rooms.some(({ id }) => id === roomId);

  it('gives them back what they send, published before or after they can receive', async () => {
    const { room, peerId } = await openCheck();
    const peer = await SignallingPeer.join(await node.grant(room, { peerId }));
    const transportId = peer.joined.sendTransport?.id ?? '';
    const sound = await peer.request('producer:create', microphone(transportId));
    const rtpCapabilities = peer.joined.routerRtpCapabilities;
    const { consumers } = await peer.request('room:receive', { rtpCapabilities });
    expect(consumers).toMatchObject([{ producerId: sound.producerId, peerId, source: 'microphone' }]);
    const picture = await peer.request('producer:create', camera(transportId));
    await expect
      .poll(() => peer.payloads('consumer:created').map(({ producerId }) => producerId))
      .toEqual([picture.producerId]);
    peer.close();
  });

  it('gives nobody back what they send in the room of a visit', async () => {
    const peer = await SignallingPeer.join(await node.grant(await node.openRoom()));
    await peer.request('producer:create', microphone(peer.joined.sendTransport?.id ?? ''));
    const { consumers } = await peer.request('room:receive', { rtpCapabilities: peer.joined.routerRtpCapabilities });
    expect(consumers).toEqual([]);
    peer.close();
  });

  it('lets nobody else in, nor the same person a second time', async () => {
    const { room, peerId } = await openCheck();
    const again = await node.grant(room, { peerId });
    const stranger = await SignallingPeer.connect(await node.grant(room));
    expect(await stranger.raw('room:join', {})).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    const owner = await SignallingPeer.join(await node.grant(room, { peerId }));
    const second = await SignallingPeer.connect(again);
    expect(await second.raw('room:join', {})).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(owner.socket.connected).toBe(true);
    expect(owner.payloads('peer:joined')).toEqual([]);
    for (const each of [stranger, owner, second]) each.close();
  });

  it('is opened for one use: neither becomes the other', async () => {
    const { room, peerId } = await openCheck();
    expect((await node.control({ type: 'room:open', ...room })).status).toBe(409);
    expect((await node.control({ type: 'check:open', roomId: room.roomId, peerId: randomUUID() })).status).toBe(409);
    const visit = await node.openRoom();
    expect((await node.control({ type: 'check:open', roomId: visit.roomId, peerId })).status).toBe(409);
    // Repeated, it is done already.
    expect((await node.control({ type: 'check:open', roomId: room.roomId, peerId })).status).toBe(200);
  });

  it('closes when they leave, and is never opened again', async () => {
    const { room, peerId } = await openCheck();
    const peer = await SignallingPeer.join(await node.grant(room, { peerId }));
    peer.close();
    await expect.poll(() => isOpen(room.roomId)).toBe(false);
    expect((await node.control({ type: 'check:open', roomId: room.roomId, peerId })).status).toBe(409);
  });

  it('closes by itself, whatever is renewed and whoever is inside', async () => {
    const { room, peerId } = await openCheck();
    const peer = await SignallingPeer.join(await node.grant(room, { peerId }));
    await node.control({ type: 'lease:renew', roomIds: [room.roomId] });
    node.service.node.closeUnleasedRooms(Date.now() + CHECK_ROOM_MS - 5_000);
    expect(isOpen(room.roomId)).toBe(true);
    node.service.node.closeUnleasedRooms(Date.now() + CHECK_ROOM_MS);
    await peer.disconnected();
    expect(isOpen(room.roomId)).toBe(false);
    expect(peer.payloads('room:closed')).toEqual([{ reason: 'lease-expired' }]);
  });

  it('is no news to the server, which counts visits only', async () => {
    const { room, peerId } = await openCheck();
    const peer = await SignallingPeer.join(await node.grant(room, { peerId }));
    const visit = await node.openRoom();
    const other = await SignallingPeer.join(await node.grant(visit));
    await expect.poll(() => node.server.events.some(({ roomId }) => roomId === visit.roomId)).toBe(true);
    await expect
      .poll(() => node.server.heartbeats.at(-1)?.rooms.some(({ roomId }) => roomId === visit.roomId), {
        timeout: 5_000,
      })
      .toBe(true);
    expect(JSON.stringify([node.server.events, node.server.heartbeats])).not.toContain(room.roomId);
    for (const each of [peer, other]) each.close();
  });

  it('leaves the node to the visits: there are only so many', async () => {
    // Those of the tests before are over.
    node.service.node.closeUnleasedRooms(Date.now() + CHECK_ROOM_MS);
    for (let opened = 0; opened < MAX_CHECK_ROOMS; opened += 1) await openCheck();
    const more = await node.control({ type: 'check:open', roomId: randomUUID(), peerId: randomUUID() });
    expect(more.status).toBe(503);
    await node.openRoom();
  });
});
