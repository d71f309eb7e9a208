import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { SignallingPeer } from '#test/support/media-client.ts';
import { startTestMediaNode, type TestMediaNode } from '#test/support/media-node.ts';

describe('what the node reports to the server', () => {
  let node: TestMediaNode;

  beforeEach(async () => {
    node = await startTestMediaNode();
    return () => node.close();
  });

  it('is a heartbeat each second, with its rooms and who is in them', async () => {
    const room = await node.openRoom(7);
    const peer = await SignallingPeer.join(await node.grant(room));
    const { peerId } = peer.joined;
    await expect
      .poll(() => node.server.heartbeats.at(-1)?.rooms, { timeout: 5_000 })
      .toEqual([{ roomId: room.roomId, epoch: 7, peerIds: [peerId] }]);
    expect(node.server.heartbeats.at(-1)).toMatchObject({ nodeId: 'test-node', workers: 1, isDraining: false });
    const before = node.server.heartbeats.length;
    await sleep(3_200);
    expect(node.server.heartbeats.length - before).toBeGreaterThanOrEqual(3);
    peer.close();
  });

  it('is every event in order, after any outage, each once', async () => {
    const room = await node.openRoom();
    const first = await SignallingPeer.join(await node.grant(room));
    await expect.poll(() => node.server.events.length).toBe(1);

    node.server.status = 503;
    const { eventPosts } = node.server;
    const second = await SignallingPeer.join(await node.grant(room));
    first.close();
    await expect.poll(() => node.server.eventPosts).toBeGreaterThan(eventPosts + 1);
    await node.control({ type: 'room:close', roomId: room.roomId, reason: 'ended' });
    expect(node.server.events).toHaveLength(1);
    node.server.status = 200;

    await expect.poll(() => node.server.events.length, { timeout: 10_000 }).toBe(5);
    const [a, b] = [first.joined.peerId, second.joined.peerId];
    expect(node.server.events).toMatchObject([
      { type: 'peer:joined', peerId: a },
      { type: 'peer:joined', peerId: b },
      { type: 'peer:left', peerId: a },
      { type: 'peer:left', peerId: b },
      { type: 'room:closed', reason: 'ended' },
    ]);
    expect(new Set(node.server.events.map(({ eventId }) => eventId)).size).toBe(5);
    second.close();
  });
});
