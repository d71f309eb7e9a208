import { io, type Socket } from 'socket.io-client';
import type { JoinGrant } from '#contracts/consultation.ts';
import { AppError, ERROR_CODES, WireError, type Result } from '#contracts/errors.ts';
import {
  MEDIA_PATH,
  mediaNotifications,
  mediaRequests,
  type MediaNotification,
  type MediaNotificationName,
  type MediaRequest,
  type MediaRequestName,
  type MediaResponse,
} from '#contracts/media.ts';

const CONNECT_TIMEOUT_MS = 8_000;
const ANSWER_TIMEOUT_MS = 10_000;

const unreachable = (): AppError => new AppError('unavailable', 'the media node cannot be reached');

/** What the node said when it refused the connection, or that it could not be reached. */
const toAppError = (error: Error & { data?: unknown }): AppError => {
  const said = WireError.safeParse(error.data);
  return said.success ? new AppError(said.data.code, said.data.message, said.data.issues) : unreachable();
};

/**
 * The line to the media node: requests with one answer each, and notifications. It is never mended; a new one is opened.
 * What the node tells is held until `listen`: who comes in the same moment as we do would be missed otherwise.
 */
export class Signalling {
  /** Rejects when the node refuses us or cannot be reached. */
  readonly connected: Promise<void>;
  readonly #socket: Socket;
  readonly #listeners = new Map<string, ((payload: unknown) => void)[]>();
  readonly #onDisconnected: (() => void)[] = [];
  /** What came before anybody listened, in order; null from then on. */
  #held: (() => void)[] | null = [];

  constructor({ mediaUrl, token }: Pick<JoinGrant, 'mediaUrl' | 'token'>) {
    this.#socket = io(mediaUrl, {
      path: MEDIA_PATH,
      transports: ['websocket'],
      // A token is good for one connection: whoever is cut off asks the server for another.
      reconnection: false,
      forceNew: true,
      timeout: CONNECT_TIMEOUT_MS,
      auth: { token },
    });
    this.connected = new Promise((resolve, reject) => {
      this.#socket.once('connect', resolve);
      this.#socket.once('connect_error', (error: Error) => reject(toAppError(error)));
    });
    // Whoever waits for a request hears of it there.
    this.connected.catch(() => undefined);
    this.#socket.onAny((name: string, payload: unknown) => {
      this.#tell(() => this.#listeners.get(name)?.forEach((listener) => listener(payload)));
    });
    this.#socket.on('disconnect', () => {
      this.#tell(() => this.#onDisconnected.forEach((listener) => listener()));
    });
  }

  /** Once all listeners are there: they hear what came meanwhile, and from now on everything as it comes. */
  listen(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const tell of held) tell();
  }

  /** May be called before the connection stands: it is sent with the first packet then. */
  async request<N extends MediaRequestName>(name: N, request: MediaRequest<N>): Promise<MediaResponse<N>> {
    const answer = new Promise<Result<unknown>>((resolve, reject) => {
      this.#socket.timeout(ANSWER_TIMEOUT_MS).emit(name, request, (error: Error | null, result: Result<unknown>) => {
        if (error) reject(unreachable());
        else resolve(result);
      });
    });
    // A connection that never comes about takes no time-out to fail.
    const result = await Promise.race([answer, this.connected.then(() => answer)]);
    if (!result.ok) throw new AppError(codeOf(result.error), result.error.message, result.error.issues);
    const parsed = mediaRequests[name].response.safeParse(result.data);
    if (!parsed.success) throw new AppError('internal', `the media node answers ${name} in a way we do not know`);
    // The schema of this very name has accepted it: TypeScript cannot follow a name through two tables.
    return parsed.data as MediaResponse<N>;
  }

  on<N extends MediaNotificationName>(name: N, listener: (payload: MediaNotification<N>) => void): void {
    const hear = (payload: unknown): void => {
      const parsed = mediaNotifications[name].safeParse(payload);
      if (parsed.success) listener(parsed.data as MediaNotification<N>);
    };
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), hear]);
  }

  onDisconnected(listener: () => void): void {
    this.#onDisconnected.push(listener);
  }

  #tell(tell: () => void): void {
    if (this.#held === null) tell();
    else this.#held.push(tell);
  }

  close(): void {
    this.#held = null;
    this.#listeners.clear();
    this.#onDisconnected.length = 0;
    this.#socket.removeAllListeners();
    this.#socket.disconnect();
  }
}

const codeOf = (error: WireError) => ERROR_CODES.find((code) => code === error.code) ?? 'internal';
