import { createHash, randomUUID, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { and, eq } from 'drizzle-orm';
import { decodeJwt, SignJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IceServer } from '#contracts/consultation.ts';
import {
  ControlClaims,
  INTERNAL_AUDIENCE,
  MEDIA_EVENTS_PATH,
  MEDIA_HEARTBEAT_PATH,
  TOKEN_ALGORITHM,
  type MediaHeartbeat,
} from '#contracts/media.ts';
import { newId } from '#database/ids.ts';
import { mediaCommands, mediaNodes } from '#database/schema/index.ts';
import { enqueueCommand } from '#server/services/media/commands.ts';
import { iceServers } from '#server/services/media/ice-servers.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createKeyPair } from '#test/support/media-keys.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;

/** A node's control address that answers as the test says: what happens when it is busy cannot be had from a real one. */
let control: Server;
const received: ControlClaims[] = [];
let answer: { status: number; body: unknown } = { status: 200, body: { done: true } };

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  control = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(ControlClaims.parse(decodeJwt(Buffer.concat(chunks).toString())));
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });
  control.listen(0, '127.0.0.1');
  await once(control, 'listening');
});

afterAll(async () => {
  await server.close();
  control.close();
  await live.database.drop();
});

const heartbeat = (overrides: Partial<MediaHeartbeat> = {}): MediaHeartbeat => ({
  nodeId: 'node-x',
  mediaUrl: 'http://localhost:1',
  controlUrl: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
  startedAt: new Date().toISOString(),
  isDraining: false,
  workers: 1,
  rooms: [],
  ...overrides,
});

const sign = (body: string, claims: JWTPayload = {}, key: KeyObject = live.nodeKeys.privateKey): Promise<string> =>
  new SignJWT({
    nodeId: 'node-x',
    bodySha256: createHash('sha256').update(body).digest('base64url'),
    aud: INTERNAL_AUDIENCE,
    jti: randomUUID(),
    exp: Math.floor(Date.now() / 1_000) + 30,
    ...claims,
  })
    .setProtectedHeader({ alg: TOKEN_ALGORITHM })
    .sign(key);

const post = async (token: string | null, body: string, path = MEDIA_HEARTBEAT_PATH): Promise<number> => {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      connection: 'close',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
  });
  await response.arrayBuffer();
  return response.status;
};

describe('reports of media nodes', () => {
  it('are taken when they are signed, and only once', async () => {
    const body = JSON.stringify(heartbeat());
    const token = await sign(body);
    expect(await post(token, body)).toBe(204);
    expect(await post(token, body)).toBe(401);
    const [node] = await server.deps.db.select().from(mediaNodes).where(eq(mediaNodes.id, 'node-x'));
    expect(node).toMatchObject({ workers: 1, isDraining: false });
  });

  const forged: [string, (body: string) => Promise<string | null>][] = [
    ['no signature', () => Promise.resolve(null)],
    ['a signature of another key', (body) => sign(body, {}, createKeyPair().privateKey)],
    ['a signature of the server’s own key', (body) => sign(body, {}, live.joinKeys.privateKey)],
    ['another audience', (body) => sign(body, { aud: 'kanhu-media-join' })],
    ['a token that expired', (body) => sign(body, { exp: Math.floor(Date.now() / 1_000) - 60 })],
    ['a token that lives for a day', (body) => sign(body, { exp: Math.floor(Date.now() / 1_000) + 86_400 })],
    ['a token of another body', () => sign('{}')],
    ['no algorithm at all', (body) => Promise.resolve(unsigned(body))],
    ['a token that is none', () => Promise.resolve('abc')],
  ];
  const unsigned = (body: string): string => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const bodySha256 = createHash('sha256').update(body).digest('base64url');
    const exp = Math.floor(Date.now() / 1_000) + 30;
    return `${part({ alg: 'none' })}.${part({ nodeId: 'node-x', aud: INTERNAL_AUDIENCE, jti: randomUUID(), exp, bodySha256 })}.`;
  };

  it.each(forged)('are refused with %s', async (_, make) => {
    const body = JSON.stringify(heartbeat({ nodeId: 'node-forged' }));
    expect(await post(await make(body), body)).toBe(401);
    expect(await server.deps.db.select().from(mediaNodes).where(eq(mediaNodes.id, 'node-forged'))).toEqual([]);
  });

  it('are refused when they say something else than their shape, or speak for another node', async () => {
    for (const wrong of ['{', '[]', '{"nodeId":"node-x"}', JSON.stringify({ ...heartbeat(), extra: 1 })]) {
      expect(await post(await sign(wrong), wrong)).toBe(400);
    }
    const other = JSON.stringify(heartbeat({ nodeId: 'node-y' }));
    expect(await post(await sign(other), other)).toBe(400);
    const events = JSON.stringify({ nodeId: 'node-x', events: [] });
    expect(await post(await sign(events), events, MEDIA_EVENTS_PATH)).toBe(400);
  });

  it('are refused when they are too long', async () => {
    const huge = JSON.stringify({ nodeId: 'x'.repeat(1_100_000) });
    expect(await post(await sign(huge), huge)).toBe(400);
  });

  it('about rooms that nobody knows change nothing', async () => {
    const body = JSON.stringify({
      nodeId: 'node-x',
      events: [
        {
          type: 'peer:joined',
          eventId: newId(),
          at: new Date().toISOString(),
          roomId: newId(),
          epoch: 1,
          peerId: newId(),
        },
      ],
    });
    expect(await post(await sign(body), body, MEDIA_EVENTS_PATH)).toBe(204);
  });
});

describe('commands to media nodes', () => {
  it('are repeated until they are answered, in order, each time with a new token', async () => {
    const body = JSON.stringify(heartbeat());
    await post(await sign(body), body);
    answer = { status: 503, body: {} };
    received.length = 0;
    const first = newId();
    const second = newId();
    await server.deps.db.transaction(async (tx) => {
      for (const roomId of [first, second]) {
        await enqueueCommand(tx, 'node-x', { type: 'room:close', roomId, reason: 'ended' }, new Date());
      }
    });
    await eventually(
      'a second attempt',
      () => received.filter(({ command }) => 'roomId' in command && command.roomId === first).length >= 2,
      10_000,
    );
    answer = { status: 200, body: { done: true } };
    await eventually(
      'both are answered',
      async () => {
        const waiting = await server.deps.db
          .select()
          .from(mediaCommands)
          .where(and(eq(mediaCommands.mediaNodeId, 'node-x')));
        return waiting.length === 2 && waiting.every(({ answeredAt }) => answeredAt !== null);
      },
      15_000,
    );
    const ofFirst = received.filter(({ command }) => 'roomId' in command && command.roomId === first);
    expect(new Set(ofFirst.map(({ jti }) => jti)).size).toBe(ofFirst.length);
    expect(received.at(0)).toMatchObject({ nodeId: 'node-x', command: { type: 'room:close', roomId: first } });
    expect(received.at(-1)).toMatchObject({ command: { roomId: second } });
    const { exp, iat } = received[0] as { exp: number; iat?: number };
    expect(exp - (iat ?? 0)).toBe(30);
  });

  it('are given up when the node says that it never will', async () => {
    answer = { status: 409, body: { error: { code: 'conflict' } } };
    received.length = 0;
    const roomId = newId();
    await server.deps.db.transaction((tx) =>
      enqueueCommand(tx, 'node-x', { type: 'peer:evict', roomId, peerId: newId() }, new Date()),
    );
    await eventually('it was sent', () => received.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(received).toHaveLength(1);
  });
});

describe('relay servers', () => {
  const now = new Date('2026-11-22T08:00:00Z');

  it('get credentials that coturn can check by itself, for this peer and a time', () => {
    const turn = { secret: 'north', urls: ['turn:relay.example:3478?transport=udp', 'turns:relay.example:5349'] };
    const [only, ...others] = iceServers({ turn }, 'peer-1', now);
    expect(others).toEqual([]);
    expect(IceServer.parse(only)).toEqual({
      urls: turn.urls,
      username: '1795377600:peer-1',
      // printf '1795377600:peer-1' | openssl dgst -sha1 -hmac north -binary | base64
      credential: 'Kb5f60a4n50BTeAhLd7KJuvBBPg=',
    });
  });

  it('are left out where none is configured', () => {
    expect(iceServers({ turn: null }, 'peer-1', now)).toEqual([]);
  });
});
