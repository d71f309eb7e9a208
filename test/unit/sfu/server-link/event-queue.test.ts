import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MAX_WAITING_EVENTS } from '#sfu/limits.ts';
import { createLogger } from '#sfu/log.ts';
import { EventQueue } from '#sfu/server-link/event-queue.ts';
import { ServerClient } from '#sfu/server-link/server-client.ts';
import { createKeyPair } from '#test/support/media-keys.ts';
import { MediaServerEnd } from '#test/support/media-server.ts';

const news = () => ({ type: 'peer:joined', roomId: randomUUID(), epoch: 1, peerId: randomUUID() }) as const;

describe('the queue of events', () => {
  const keys = createKeyPair();
  const queueTo = (serverUrl: string, dropped: number[] = []) =>
    new EventQueue({
      client: new ServerClient({ serverUrl, nodeId: 'node', privateKey: keys.privateKey }),
      nodeId: 'node',
      onDropped: (count) => dropped.push(count),
      log: createLogger('silent'),
    });

  it('delivers thousands in order, in posts of at most 500', async () => {
    const server = await MediaServerEnd.start(keys.publicKey);
    const queue = queueTo(server.url);
    const sent = Array.from({ length: 1_200 }, news);
    for (const event of sent) queue.add(event);
    await expect.poll(() => server.events.length).toBe(1_200);
    expect(server.events.map(({ roomId }) => roomId)).toEqual(sent.map(({ roomId }) => roomId));
    expect(server.eventPosts).toBeGreaterThanOrEqual(3);
    await queue.close(1_000);
    await server.close();
  });

  it('keeps a bounded number while nobody answers: the newest, and counts the rest', async () => {
    const dropped: number[] = [];
    // Port 9 (discard) refuses the connection.
    const queue = queueTo('http://127.0.0.1:9', dropped);
    for (let index = 0; index < MAX_WAITING_EVENTS + 25; index += 1) queue.add(news());
    expect(queue.length).toBe(MAX_WAITING_EVENTS);
    expect(dropped).toHaveLength(25);
    await queue.close(50);
    expect(dropped.reduce((sum, count) => sum + count, 0)).toBe(MAX_WAITING_EVENTS + 25);
    expect(queue.length).toBe(0);
  });

  it('finds a server that comes back', async () => {
    const server = await MediaServerEnd.start(keys.publicKey);
    const { port, url } = server;
    await server.close();
    const queue = queueTo(url);
    const event = news();
    queue.add(event);
    const back = await MediaServerEnd.start(keys.publicKey, port);
    await expect.poll(() => back.events.length, { timeout: 5_000 }).toBe(1);
    expect(back.events[0]).toMatchObject(event);
    await queue.close(1_000);
    await back.close();
  });
});
