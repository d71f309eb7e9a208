import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { Server } from 'socket.io';
import { AppError } from '#contracts/errors.ts';
import { REALTIME_PATH, RealtimeAuth } from '#contracts/realtime.ts';
import type { Auth } from '../auth/auth.ts';
import type { Deps, Running } from '../deps.ts';
import { causeCode, toAppError } from '../errors.ts';
import type { StreamEvent } from '../services/events/read-events.ts';
import { HOLDING_CHANNEL, patientChannel, selfChannel, sessionChannel, userChannel } from './channels.ts';
import { followEvents } from './event-tail.ts';
import { handleRequests } from './handle.ts';
import { createHandlers } from './handlers.ts';
import { startLiveCharts } from './live-charts.ts';
import { startPresence } from './presence.ts';
import { isForClients, sendToCareTeam, sendToPatient } from './send-event.ts';
import type { RealtimeServer, RealtimeSocket } from './socket.ts';
import { startStreamWatch } from './stream-watch.ts';
import { Subscriber } from './subscriber.ts';
import { Turnstile } from './turnstile.ts';
import { attachWatchdog } from './watchdog.ts';

/** A request is a few ids: `notification:received` with its 500 event ids is the largest. */
const MAX_MESSAGE_BYTES = 16 * 1024;

/** Fewer than the pool has connections: requests, and the stream itself, find one while everybody comes back. */
const ARRIVING_AT_ONCE = 8;

export type RealtimeEntry = {
  auth: Pick<Auth, 'readSession' | 'sessionEndsAt' | 'onSessionEnded'>;
  /** CORS does not cover WebSockets: whoever may connect is checked by Origin. */
  isSameOrigin: (request: IncomingMessage) => boolean;
};

/** Brings what happens to every open page that may know of it, as it happens. */
export const attachRealtime = (
  httpServer: HttpServer | HttpsServer,
  deps: Deps,
  { auth, isSameOrigin }: RealtimeEntry,
): Running => {
  const { log } = deps;
  const io: RealtimeServer = new Server(httpServer, {
    path: REALTIME_PATH,
    serveClient: false,
    transports: ['websocket', 'polling'],
    perMessageDeflate: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    // Upgrades of other paths belong to others.
    destroyUpgrade: false,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: (request, decide) => {
      decide(null, isSameOrigin(request));
    },
  });
  const subscribers = new Map<string, Set<Subscriber>>();
  const holding = new Set<Subscriber>();
  const arrivals = new Turnstile(ARRIVING_AT_ONCE);
  const ofUser = (userId: string | null): Iterable<Subscriber> => subscribers.get(userId ?? '') ?? [];

  const tellWatchdog = attachWatchdog(io, deps);

  const onEvent = (event: StreamEvent): void => {
    switch (event.type) {
      case 'session:ended':
        io.local.in(sessionChannel(event.sessionId ?? '')).disconnectSockets(true);
        return;
      case 'user:changed':
        for (const subscriber of ofUser(event.userId)) subscriber.reauthenticate();
        return;
      case 'access:ended':
        for (const subscriber of ofUser(event.userId)) subscriber.drop(event.patientId ?? '');
        return;
      case 'access:started':
        for (const subscriber of ofUser(event.userId)) subscriber.expect(event.patientId ?? '');
        return;
    }
    if (!isForClients(event)) return;
    sendToCareTeam(io.local.to(patientChannel(event.patientId)).except(HOLDING_CHANNEL), event);
    sendToPatient(io.local.to(selfChannel(event.patientId)).except(HOLDING_CHANNEL), event);
    for (const subscriber of holding) subscriber.hold(event);
    tellWatchdog(event);
  };
  const tail = followEvents(deps, onEvent);
  const watch = startStreamWatch(deps, tail, (heartbeat) => {
    for (const ofUser of subscribers.values()) for (const subscriber of ofUser) subscriber.beat(heartbeat);
  });
  const charts = startLiveCharts(io, deps);
  const presence = startPresence(deps, () =>
    [...subscribers.entries()].flatMap(([userId, [first]]) => (first?.actor.role === 'clinician' ? [userId] : [])),
  );
  const stopListening = auth.onSessionEnded((sessionId) => {
    io.local.in(sessionChannel(sessionId)).disconnectSockets(true);
  });

  io.use((socket, next) => {
    const headers = new Headers({ cookie: socket.request.headers.cookie ?? '' });
    arrivals
      .pass(() => auth.readSession(headers))
      .then(
        (actor) => {
          if (actor === null) {
            next(refusal(new AppError('unauthenticated', 'sign in first')));
            return;
          }
          socket.data = { actor, headers };
          next();
        },
        (error: unknown) => {
          next(refusal(toAppError(error, log, 'realtime connect')));
        },
      );
  });

  io.on('connection', (socket) => {
    const { userId, sessionId } = socket.data.actor;
    const subscriber = new Subscriber(socket, { deps, auth, tail, watch, holding, arrivals });
    const ofThisUser = subscribers.get(userId) ?? new Set();
    subscribers.set(userId, ofThisUser.add(subscriber));
    if (ofThisUser.size === 1) presence.note();
    void socket.join([userChannel(userId), sessionChannel(sessionId)]);
    handleRequests(socket, createHandlers(deps, socket, charts), {
      log,
      readActor: () => auth.readSession(socket.data.headers),
    });
    socket.on('disconnect', () => {
      subscriber.close();
      ofThisUser.delete(subscriber);
      if (ofThisUser.size > 0 || subscribers.get(userId) !== ofThisUser) return;
      subscribers.delete(userId);
      presence.note();
    });
    subscriber.catchUp(lastEventIdOf(socket)).catch((error: unknown) => {
      log.warn({ code: causeCode(error) }, 'a socket cannot catch up');
      // The connection and not the socket: the page then tries again by itself.
      socket.conn.close();
    });
  });

  return {
    close: async () => {
      stopListening();
      await Promise.all([charts.close(), watch.close(), tail.close(), presence.close()]);
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
};

const refusal = (error: AppError): Error => Object.assign(new Error(error.message), { data: error.toWire() });

/** An id that cannot be one is like one of another database: nothing to replay, and the page loads its lists again. */
const lastEventIdOf = (socket: RealtimeSocket): bigint | null => {
  const auth = RealtimeAuth.safeParse(socket.handshake.auth);
  return auth.success && auth.data.lastEventId !== undefined ? BigInt(auth.data.lastEventId) : null;
};
