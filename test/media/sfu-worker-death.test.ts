import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignallingPeer } from '#test/support/media-client.ts';
import { startTestMediaNode, type TestMediaNode } from '#test/support/media-node.ts';
import { microphone } from '#test/support/media-rtp.ts';

describe('when a media worker dies', () => {
  let node: TestMediaNode;

  beforeAll(async () => {
    node = await startTestMediaNode({ workers: 2 });
  });
  afterAll(() => node.close());

  const pids = () => node.service.node.workerPids;
  const killOne = (): number => {
    const [pid = 0] = pids();
    process.kill(pid, 'SIGKILL');
    return pid;
  };

  it('its rooms end, the others go on, everyone hears of it, and another takes its place', async () => {
    // One room on each worker: the emptier one is always chosen.
    const rooms = [await node.openRoom(), await node.openRoom()];
    const peers = await Promise.all(rooms.map(async (room) => SignallingPeer.join(await node.grant(room))));
    const startedAt = performance.now();
    const killed = killOne();

    await Promise.race(peers.map((peer) => peer.disconnected()));
    const told = peers.filter((peer) => peer.payloads('room:closed').length > 0);
    expect(told.map((peer) => peer.payloads('room:closed'))).toEqual([[{ reason: 'worker-died' }]]);
    expect(pids()).not.toContain(killed);
    await expect.poll(() => pids().length, { interval: 10 }).toBe(2);
    const recoveredAfterMs = performance.now() - startedAt;
    expect(recoveredAfterMs).toBeLessThan(2_000);

    const lost = rooms.find(({ roomId }) => told[0]?.joined.roomId === roomId);
    const survivor = peers.find((peer) => !told.includes(peer));
    await survivor?.request('producer:create', microphone(survivor.joined.sendTransport?.id ?? ''));
    await expect
      .poll(() => node.server.events)
      .toContainEqual(expect.objectContaining({ type: 'room:closed', roomId: lost?.roomId, reason: 'worker-died' }));

    // The server opens the room again in the next epoch, and the same people meet in it.
    const epoch = (lost?.epoch ?? 0) + 1;
    const roomId = lost?.roomId ?? '';
    await node.control({ type: 'room:open', roomId, epoch });
    const again = await SignallingPeer.join(await node.grant({ roomId, epoch }));
    await again.request('producer:create', microphone(again.joined.sendTransport?.id ?? ''));
    [...peers, again].forEach((peer) => peer.close());
  });

  it('a request that is under way is answered', async () => {
    const peer = await SignallingPeer.join(await node.grant(await node.openRoom()));
    const transportId = peer.joined.sendTransport?.id ?? '';
    const worker = pids();
    for (const pid of worker) process.kill(pid, 'SIGSTOP');
    const answer = peer.raw('producer:create', microphone(transportId)).catch(() => 'disconnected');
    await sleep(100);
    for (const pid of worker) process.kill(pid, 'SIGKILL');
    // Told, or cut off after `room:closed`: never left waiting.
    expect(['disconnected', expect.objectContaining({ ok: false })]).toContainEqual(await answer);
    await peer.disconnected();
    await expect.poll(() => pids().length, { timeout: 10_000 }).toBe(2);
  });

  it('again and again, replacements come slower and do not stop coming', async () => {
    for (let round = 0; round < 4; round += 1) {
      const killed = killOne();
      await expect.poll(() => pids().includes(killed)).toBe(false);
      await expect.poll(() => pids().length, { timeout: 10_000 }).toBe(2);
    }
    const room = await node.openRoom();
    (await SignallingPeer.join(await node.grant(room))).close();
    expect(node.service.node.workerDeaths).toBeGreaterThanOrEqual(7);
  });
});
