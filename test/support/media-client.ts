import { io, type Socket } from 'socket.io-client';
import type { JoinGrant } from '#contracts/consultation.ts';
import { AppError, type Result } from '#contracts/errors.ts';
import {
  MEDIA_PATH,
  type MediaNotification,
  type MediaNotificationName,
  type MediaRequest,
  type MediaRequestName,
  type MediaResponse,
} from '#contracts/media.ts';

/** A peer without a browser: it speaks the signalling and sends no media. */
export class SignallingPeer {
  readonly socket: Socket;
  readonly notifications: { name: string; payload: unknown }[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((name: string, payload: unknown) => this.notifications.push({ name, payload }));
  }

  /** Connects, or throws what the node said. */
  static async connect(
    { mediaUrl, token }: Pick<JoinGrant, 'mediaUrl' | 'token'>,
    { origin = 'http://localhost', auth = { token } }: { origin?: string | null; auth?: Record<string, unknown> } = {},
  ): Promise<SignallingPeer> {
    const socket = io(mediaUrl, {
      path: MEDIA_PATH,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth,
      ...(origin === null ? {} : { extraHeaders: { origin } }),
    });
    const peer = new SignallingPeer(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error: Error & { data?: { code?: string } }) => {
        socket.disconnect();
        reject(new Error(error.data?.code ?? error.message));
      });
    });
    return peer;
  }

  static async join(grant: JoinGrant): Promise<SignallingPeer & { joined: MediaResponse<'room:join'> }> {
    const peer = await SignallingPeer.connect(grant);
    const joined = await peer.request('room:join', {});
    return Object.assign(peer, { joined });
  }

  async raw(name: string, ...args: unknown[]): Promise<Result<unknown>> {
    return (await this.socket.timeout(5_000).emitWithAck(name, ...args)) as Result<unknown>;
  }

  /** The answer of one request; a refusal is thrown as the AppError it is. */
  async request<N extends MediaRequestName>(name: N, request: MediaRequest<N>): Promise<MediaResponse<N>> {
    const result = (await this.raw(name, request)) as Result<MediaResponse<N>>;
    if (result.ok) return result.data;
    throw new AppError(result.error.code, result.error.message);
  }

  payloads<N extends MediaNotificationName>(name: N): MediaNotification<N>[] {
    return this.notifications.flatMap((notification) =>
      notification.name === name ? [notification.payload as MediaNotification<N>] : [],
    );
  }

  async disconnected(): Promise<void> {
    if (!this.socket.connected) return;
    await new Promise((resolve) => this.socket.once('disconnect', resolve));
  }

  close(): void {
    this.socket.disconnect();
  }
}
