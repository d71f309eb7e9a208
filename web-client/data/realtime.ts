import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import type { AlertEventType } from '#contracts/alert.ts';
import type {
  AlertNotification as AlertNotificationShape,
  CONSULTATION_EVENT_TYPES,
  ConsultationNotification as ConsultationNotificationShape,
  MessageNotification as MessageNotificationShape,
  ObservationNotification as ObservationNotificationShape,
  VISIT_ENTRY_NOTIFICATION,
  VisitEntryNotification as VisitEntryNotificationShape,
} from '#contracts/notification.ts';
import type {
  ObservationsRecorded as ObservationsRecordedShape,
  REALTIME_PATH,
  RealtimeClientToServer,
  RealtimeServerToClient,
  StreamCaughtUp as StreamCaughtUpShape,
} from '#contracts/realtime.ts';
import { EventCursor } from './event-cursor.ts';
import { Freshness, type Moment, type Staleness } from './freshness.ts';
import { readMe } from './session.ts';
import { sessionEvents } from './request.ts';
import { readStreamHeartbeat } from './stream-heartbeat.ts';

export type AlertNotification = z.infer<typeof AlertNotificationShape>;
export type ConsultationNotification = z.infer<typeof ConsultationNotificationShape>;
export type ObservationNotification = z.infer<typeof ObservationNotificationShape>;
export type MessageNotification = z.infer<typeof MessageNotificationShape>;
export type VisitEntryNotification = z.infer<typeof VisitEntryNotificationShape>;
export type ConsultationEventType = (typeof CONSULTATION_EVENT_TYPES)[number];
export type ObservationsRecorded = z.infer<typeof ObservationsRecordedShape>;
export type StreamCaughtUp = z.infer<typeof StreamCaughtUpShape>;

/** What a part of a page wants to hear; everything is optional. */
export type RealtimeListener = {
  alert?: (type: AlertEventType, notification: AlertNotification) => void;
  consultation?: (type: ConsultationEventType, notification: ConsultationNotification) => void;
  observations?: (recorded: ObservationsRecorded) => void;
  /** A reading was somebody else's: it counts no longer. */
  invalidated?: (notification: ObservationNotification) => void;
  /** A message was written into a patient's thread, or somebody has read what is there. */
  message?: (notification: MessageNotification) => void;
  /** Something was written, or handed over, in a visit. */
  visitEntry?: (notification: VisitEntryNotification) => void;
  /** What the page shows is old, told each second while it is; null once it is true again. */
  staleness?: (staleness: Staleness | null) => void;
  /**
   * Everything missed has arrived; where `isIncomplete`, lists must be loaded again. So must they when the page connects for
   * the first time: what happened since they were asked for was sent to nobody.
   */
  caughtUp?: (caughtUp: StreamCaughtUp) => void;
};

const PATH: typeof REALTIME_PATH = '/realtime';
const VISIT_ENTRY: typeof VISIT_ENTRY_NOTIFICATION = 'consultation:entry-added';
const CONFIRM_AFTER_MS = 400;
const LOOK_EVERY_MS = 1_000;

const thisMoment = (): Moment => ({ mono: performance.now(), wall: Date.now() });

/** The page's one socket: resumes after the last event seen, drops repeats, and says how old what the page shows is. */
class Realtime {
  #socket: Socket<RealtimeServerToClient, RealtimeClientToServer> | null = null;
  #cursor = new EventCursor();
  /** Did this connection ask for what was missed? */
  #hasResumed = false;
  readonly #listeners = new Set<RealtimeListener>();
  readonly #watched = new Map<string, number>();
  #freshness = new Freshness(thisMoment());
  #staleness: Staleness | null = null;
  #lookTimer: ReturnType<typeof setInterval> | undefined;
  #toConfirm: string[] = [];
  #confirmTimer: ReturnType<typeof setTimeout> | undefined;

  get staleness(): Staleness | null {
    return this.#staleness;
  }

  connect(): void {
    if (this.#socket) return;
    const socket: Socket<RealtimeServerToClient, RealtimeClientToServer> = io({
      path: PATH,
      transports: ['websocket', 'polling'],
      reconnectionDelay: 300,
      reconnectionDelayMax: 5_000,
      auth: (give) => {
        const { lastEventId } = this.#cursor;
        this.#hasResumed = lastEventId !== null;
        give(lastEventId === null ? {} : { lastEventId });
      },
    });
    this.#socket = socket;
    socket.on('connect', () => {
      for (const patientId of this.#watched.keys()) this.#sendWatch(patientId);
    });
    socket.on('disconnect', (reason) => {
      this.#lose();
      // The server ended it: signed out elsewhere, or access has ended. Socket.IO does not come back by itself then.
      if (reason === 'io server disconnect') void this.#returnIfSignedIn();
    });
    socket.on('connect_error', () => {
      this.#lose();
      if (!socket.active) void this.#returnIfSignedIn();
    });
    socket.onAny(this.#receive);
    this.#freshness = new Freshness(thisMoment());
    this.#lookTimer = setInterval(this.#look, LOOK_EVERY_MS);
    // A browser may be wrong about being offline: trying tells.
    addEventListener('offline', this.#connectAnew);
    addEventListener('online', this.#connectAnew);
    // Timers rest while nobody looks at the page; whoever comes back to it is told at once.
    document.addEventListener('visibilitychange', this.#look);
  }

  /** Signed out: nothing of this person's stream stays for the next. */
  close(): void {
    this.#socket?.close();
    this.#socket = null;
    this.#cursor = new EventCursor();
    this.#watched.clear();
    this.#toConfirm = [];
    clearTimeout(this.#confirmTimer);
    clearInterval(this.#lookTimer);
    removeEventListener('offline', this.#connectAnew);
    removeEventListener('online', this.#connectAnew);
    document.removeEventListener('visibilitychange', this.#look);
    this.#staleness = null;
  }

  /** Listens until the returned function is called. */
  listen(listener: RealtimeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks for a patient's readings as they are recorded, until the returned function is called. */
  watchPatient(patientId: string): () => void {
    const count = this.#watched.get(patientId) ?? 0;
    this.#watched.set(patientId, count + 1);
    if (count === 0) this.#sendWatch(patientId);
    return () => {
      const left = (this.#watched.get(patientId) ?? 1) - 1;
      if (left > 0) {
        this.#watched.set(patientId, left);
        return;
      }
      this.#watched.delete(patientId);
      if (this.#socket?.connected) this.#socket.emit('patient:unwatch', { patientId }, () => undefined);
    };
  }

  #sendWatch(patientId: string): void {
    // What is sent while the socket is away would be repeated on connect, where all watches are sent anyway.
    if (this.#socket?.connected) this.#socket.emit('patient:watch', { patientId }, () => undefined);
  }

  readonly #receive = (name: string, payload: unknown): void => {
    this.#look();
    // It stood still, and this came from before: the new connection brings it again.
    if (!this.#socket?.connected) return;
    const [noun = '', verb = ''] = name.split(':');
    if (noun === 'alert') {
      const notification = payload as AlertNotification;
      if (this.#isNew(notification.eventId))
        this.#tell((listener) => listener.alert?.(verb as AlertEventType, notification));
    } else if (name === VISIT_ENTRY) {
      const notification = payload as VisitEntryNotification;
      if (this.#isNew(notification.eventId)) this.#tell((listener) => listener.visitEntry?.(notification));
    } else if (noun === 'consultation') {
      const notification = payload as ConsultationNotification;
      if (this.#isNew(notification.eventId))
        this.#tell((listener) => listener.consultation?.(verb as ConsultationEventType, notification));
    } else if (name === 'observation:invalidated') {
      const notification = payload as ObservationNotification;
      if (this.#isNew(notification.eventId)) this.#tell((listener) => listener.invalidated?.(notification));
    } else if (noun === 'message') {
      const notification = payload as MessageNotification;
      if (this.#isNew(notification.eventId)) this.#tell((listener) => listener.message?.(notification));
    } else if (name === 'observations:recorded') {
      this.#tell((listener) => listener.observations?.(payload as ObservationsRecorded));
    } else if (name === 'stream:caught-up') {
      const sent = payload as StreamCaughtUp;
      const caughtUp = { ...sent, isIncomplete: sent.isIncomplete || !this.#hasResumed };
      this.#cursor.accept(caughtUp.lastEventId);
      this.#freshness.catchUp(new Date(caughtUp.at), caughtUp.behindMs);
      this.#look();
      this.#tell((listener) => listener.caughtUp?.(caughtUp));
    } else if (name === 'stream:heartbeat') {
      const heartbeat = readStreamHeartbeat(payload);
      if (heartbeat === null) return;
      this.#cursor.accept(heartbeat.lastEventId);
      this.#freshness.beat(new Date(heartbeat.at), heartbeat.behindMs);
      this.#look();
    }
  };

  #isNew(eventId: string): boolean {
    if (!this.#cursor.accept(eventId)) return false;
    this.#toConfirm.push(eventId);
    this.#confirmTimer ??= setTimeout(() => this.#confirm(), CONFIRM_AFTER_MS);
    return true;
  }

  /** Tells the server that the page has shown them: an in-app delivery is then `delivered`. */
  #confirm(): void {
    this.#confirmTimer = undefined;
    const eventIds = this.#toConfirm.splice(0, 500);
    if (eventIds.length > 0 && this.#socket) this.#socket.emit('notification:received', { eventIds }, () => undefined);
    if (this.#toConfirm.length > 0) this.#confirmTimer = setTimeout(() => this.#confirm(), CONFIRM_AFTER_MS);
  }

  #tell(call: (listener: RealtimeListener) => void): void {
    for (const listener of [...this.#listeners]) call(listener);
  }

  readonly #look = (): void => {
    if (this.#freshness.pass(thisMoment())) this.#connectAnew();
    const before = this.#staleness;
    this.#staleness = this.#freshness.staleness;
    if (before !== null || this.#staleness !== null) this.#tell((listener) => listener.staleness?.(this.#staleness));
  };

  readonly #lose = (): void => {
    this.#freshness.lose();
    this.#look();
  };

  /** What was missed comes only with a new connection, and an old one may be dead without knowing it. */
  readonly #connectAnew = (): void => {
    this.#socket?.disconnect().connect();
  };

  async #returnIfSignedIn(): Promise<void> {
    try {
      if ((await readMe()) === null) sessionEvents.dispatchEvent(new Event('ended'));
      else this.#socket?.connect();
    } catch {
      setTimeout(() => void this.#returnIfSignedIn(), 3_000);
    }
  }
}

export const realtime = new Realtime();
