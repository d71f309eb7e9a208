import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { Server, type DefaultEventsMap, type Socket } from 'socket.io';
import { AppError, type Result } from '#contracts/errors.ts';
import {
  MEDIA_PATH,
  MediaAuth,
  type JoinClaims,
  type MediaClientToServer,
  type MediaServerToClient,
} from '#contracts/media.ts';
import { toAppError } from '../errors.ts';
import {
  HANDSHAKE_TIMEOUT_MS,
  JOIN_TIMEOUT_MS,
  MAX_MESSAGE_BYTES,
  PING_INTERVAL_MS,
  PING_TIMEOUT_MS,
} from '../limits.ts';
import type { Logger } from '../log.ts';
import type { MediaNode } from '../media-node.ts';
import type { MediaMetrics } from '../metrics.ts';
import type { PeerConnection } from '../peer.ts';
import type { JoinTokenVerifier } from '../tokens/verify.ts';
import { answer } from './answer.ts';
import { isAllowedOrigin } from './origin.ts';
import { RequestBudget } from './request-budget.ts';
import { createRequestHandlers } from './requests.ts';

type MediaSocket = Socket<MediaClientToServer, MediaServerToClient, DefaultEventsMap, { claims: JoinClaims }>;
export type MediaSocketServer = Server<
  MediaClientToServer,
  MediaServerToClient,
  DefaultEventsMap,
  { claims: JoinClaims }
>;

export type MediaSocketOptions = {
  node: MediaNode;
  verifyJoinToken: JoinTokenVerifier;
  allowedOrigin: string | null;
  metrics: MediaMetrics;
  log: Logger;
};

/** A socket's error of `use` reaches the browser as message and `data`; both are made from what may be shown. */
class HandshakeError extends Error {
  readonly data: ReturnType<AppError['toWire']>;

  constructor(error: AppError) {
    super(error.code);
    this.data = error.toWire();
  }
}

const isAcknowledgement = (value: unknown): value is (result: Result<unknown>) => void => typeof value === 'function';

const serve = (socket: MediaSocket, { node, metrics, log }: MediaSocketOptions): void => {
  const budget = new RequestBudget(Date.now());
  const connection: PeerConnection = {
    notify: (name, payload) => {
      // One name and its own payload; the emitter's overloads cannot express that.
      (socket as Socket).emit(name, payload);
    },
    // Whoever leaves still gets the answer to that request.
    disconnect: () => setImmediate(() => socket.disconnect(true)),
  };
  const { handlers, leave, hasJoined } = createRequestHandlers(node, socket.data.claims, connection);

  socket.onAny((name: string, ...args: unknown[]) => {
    const acknowledge = args.pop();
    if (!isAcknowledgement(acknowledge)) {
      // Nobody waits for an answer: it can only be a mistake or an attack.
      if (!budget.spend(Date.now()) && budget.isAbused) socket.disconnect(true);
      metrics.countRequest('unknown', 'unanswerable');
      return;
    }
    void answer(name, args, { handlers, budget, log }).then((result) => {
      metrics.countRequest(name, result.ok ? 'ok' : result.error.code);
      acknowledge(result);
      if (budget.isAbused) socket.disconnect(true);
    });
  });
  // An 'error' without a listener would end the process.
  socket.on('error', (error) => log.warn({ kind: error.name }, 'socket error'));

  const mustJoin = setTimeout(() => {
    if (!hasJoined()) socket.disconnect(true);
  }, JOIN_TIMEOUT_MS);
  socket.once('disconnect', () => {
    clearTimeout(mustJoin);
    leave();
  });
};

/** The node's Socket.IO end: checks Origin and join token before anything else, then answers the requests of a peer. */
export const createMediaSocket = (
  httpServer: HttpServer | HttpsServer,
  options: MediaSocketOptions,
): MediaSocketServer => {
  const { node, verifyJoinToken, allowedOrigin, metrics, log } = options;
  const io: MediaSocketServer = new Server(httpServer, {
    path: MEDIA_PATH,
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: HANDSHAKE_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    // CORS does not cover WebSockets: a page of another site could connect.
    allowRequest: (request, decide) => {
      const isAllowed = isAllowedOrigin(allowedOrigin, request);
      if (!isAllowed) metrics.countRefusedJoin('origin');
      decide(isAllowed ? null : 'this origin may not connect', isAllowed);
    },
  });

  io.use((socket, next) => {
    const authenticate = async (): Promise<JoinClaims> => {
      const auth = MediaAuth.safeParse(socket.handshake.auth);
      if (!auth.success) throw new AppError('unauthenticated', 'a join token is required');
      const claims = await verifyJoinToken(auth.data.token);
      node.roomFor(claims);
      return claims;
    };
    authenticate().then(
      (claims) => {
        socket.data.claims = claims;
        next();
      },
      (error: unknown) => {
        const shown = toAppError(error, log, 'handshake');
        metrics.countRefusedJoin(shown.code);
        next(new HandshakeError(shown));
      },
    );
  });

  io.on('connection', (socket) => serve(socket, options));
  return io;
};
