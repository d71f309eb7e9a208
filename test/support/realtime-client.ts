import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import type { Result } from '#contracts/errors.ts';
import { REALTIME_PATH, StreamHeartbeat } from '#contracts/realtime.ts';
import type { Person } from './people.ts';

export type Heard = {
  name: string;
  payload: {
    eventId?: string;
    patientId?: string;
    alert?: { id: string };
    /** Of what says how far the stream has come. */
    lastEventId?: string;
    isIncomplete?: boolean;
  };
};

type Options = {
  cookie?: string;
  origin?: string;
  lastEventId?: string;
  transports?: ('websocket' | 'polling')[];
  /** Told of everything as it comes, also before the client has caught up. */
  onHeard?: (heard: Heard) => void;
};

/** An open page without a browser: everything it hears, in order. */
export class RealtimeClient {
  readonly socket: Socket;
  readonly heard: Heard[] = [];
  /** Heartbeats come whenever it is time: they are no news, and kept apart. */
  readonly heartbeats: z.infer<typeof StreamHeartbeat>[] = [];

  private constructor(socket: Socket, onHeard: (heard: Heard) => void) {
    this.socket = socket;
    socket.onAny((name: string, payload: Heard['payload']) => {
      if (name === 'stream:heartbeat') this.heartbeats.push(StreamHeartbeat.parse(payload));
      else this.heard.push({ name, payload });
      onHeard({ name, payload });
    });
  }

  /** Connects and waits until it has caught up; throws what the server said where it refuses. */
  static async connect(url: string, person: Person | null, options: Options = {}): Promise<RealtimeClient> {
    const socket = io(url, {
      path: REALTIME_PATH,
      transports: options.transports ?? ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: options.lastEventId === undefined ? {} : { lastEventId: options.lastEventId },
      extraHeaders: {
        cookie: options.cookie ?? person?.cookie ?? '',
        ...(options.origin === undefined ? {} : { origin: options.origin }),
      },
    });
    const client = new RealtimeClient(socket, options.onHeard ?? (() => undefined));
    await new Promise<void>((resolve, reject) => {
      socket.once('stream:caught-up', () => {
        resolve();
      });
      socket.once('connect_error', (error: Error & { data?: { code?: string } }) => {
        socket.disconnect();
        reject(new Error(error.data?.code ?? error.message));
      });
      socket.once('disconnect', (reason) => {
        reject(new Error(`disconnected: ${reason}`));
      });
    });
    return client;
  }

  /** Names of what it heard about alerts and visits. */
  get names(): string[] {
    return this.heard.map(({ name }) => name);
  }

  get eventIds(): string[] {
    return this.heard.flatMap(({ payload }) => payload.eventId ?? []);
  }

  async request(name: string, ...args: unknown[]): Promise<Result<unknown>> {
    return (await this.socket.timeout(5_000).emitWithAck(name, ...args)) as Result<unknown>;
  }

  /** Resolves with how long it took until the connection ended. */
  async disconnected(): Promise<void> {
    if (!this.socket.connected) return;
    await new Promise((resolve) => this.socket.once('disconnect', resolve));
  }

  close(): void {
    this.socket.disconnect();
  }
}
