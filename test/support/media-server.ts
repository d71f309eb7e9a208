import { createHash, type KeyObject } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { jwtVerify } from 'jose';
import {
  INTERNAL_AUDIENCE,
  InternalClaims,
  MEDIA_EVENTS_PATH,
  MEDIA_HEARTBEAT_PATH,
  MediaHeartbeat,
  MediaNodeEvents,
  TOKEN_ALGORITHM,
  type MediaNodeEvent,
} from '#contracts/media.ts';

/** The server's side of the link, as a media node sees it: checks every token and keeps what arrived. */
export class MediaServerEnd {
  readonly heartbeats: MediaHeartbeat[] = [];
  readonly events: MediaNodeEvent[] = [];
  readonly tokenIds = new Set<string>();
  /** Answer of the next posts; 200 takes them. */
  status = 200;
  #posts = 0;
  readonly #server: ReturnType<typeof serve>;

  private constructor(nodePublicKey: KeyObject, port: number) {
    const app = new Hono();
    const bodyOf = async (authorization: string | undefined, text: string): Promise<unknown> => {
      const { payload } = await jwtVerify((authorization ?? '').replace('Bearer ', ''), nodePublicKey, {
        algorithms: [TOKEN_ALGORITHM],
        audience: INTERNAL_AUDIENCE,
      });
      const claims = InternalClaims.parse(payload);
      if (this.tokenIds.has(claims.jti)) throw new Error('token used twice');
      this.tokenIds.add(claims.jti);
      if (claims.bodySha256 !== createHash('sha256').update(text).digest('base64url')) throw new Error('other body');
      return JSON.parse(text);
    };
    app.post(MEDIA_HEARTBEAT_PATH, async (c) => {
      const body = MediaHeartbeat.parse(await bodyOf(c.req.header('authorization'), await c.req.text()));
      if (this.status === 200) this.heartbeats.push(body);
      return c.json({}, this.status === 200 ? 200 : 503);
    });
    app.post(MEDIA_EVENTS_PATH, async (c) => {
      this.#posts += 1;
      const body = MediaNodeEvents.parse(await bodyOf(c.req.header('authorization'), await c.req.text()));
      if (this.status === 200) this.events.push(...body.events);
      return c.json({}, this.status === 200 ? 200 : 503);
    });
    this.#server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
  }

  static start(nodePublicKey: KeyObject, port = 0): Promise<MediaServerEnd> {
    const end = new MediaServerEnd(nodePublicKey, port);
    return new Promise((resolve) => end.#server.once('listening', () => resolve(end)));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** How often events were posted, answered or not. */
  get eventPosts(): number {
    return this.#posts;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      if ('closeAllConnections' in this.#server) this.#server.closeAllConnections();
    });
  }
}
