import { io, type Socket } from 'socket.io-client';
import { REALTIME_PATH } from '#contracts/realtime.ts';
import { EventCursor } from '#web-client/data/event-cursor.ts';
import type { PageReport } from './clients-plan.ts';

/** A page whose socket was refused, or ended by the server, asks who it is before it comes back; that takes about this. */
const RETURN_AFTER_MS = 300;

type Payload = {
  eventId?: string;
  lastEventId?: string;
  isIncomplete?: boolean;
  alert?: { id: string; patientId: string; ruleId: string };
};

/** An open page without its browser: connects, resumes and drops repeats as `web-client/data/realtime.ts` does. */
export class OpenPage {
  readonly report: PageReport = {
    alerts: [],
    startsAfter: 0,
    taken: [],
    leftOut: [],
    arrivals: [{ lostAt: null, connectedAt: null, caughtUpAt: null }],
    incomplete: 0,
  };
  readonly #cursor = new EventCursor();
  readonly #socket: Socket;
  #isClosed = false;
  /** Resolves when it has caught up for the first time. */
  readonly opened: Promise<void>;

  constructor(url: string, cookie: string) {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.opened = promise;
    const socket = io(url, {
      path: REALTIME_PATH,
      transports: ['websocket', 'polling'],
      forceNew: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 5_000,
      extraHeaders: { cookie },
      auth: (give) => {
        const { lastEventId } = this.#cursor;
        give(lastEventId === null ? {} : { lastEventId });
      },
    });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#arrival.connectedAt ??= Date.now();
    });
    socket.on('disconnect', () => {
      this.#lose();
      this.#returnLater();
    });
    socket.on('connect_error', (error) => {
      reject(error);
      this.#returnLater();
    });
    socket.onAny((name: string, payload: Payload) => {
      this.#receive(name, payload);
      if (name === 'stream:caught-up') resolve(undefined);
    });
  }

  get hasCaughtUp(): boolean {
    return this.#arrival.caughtUpAt !== null;
  }

  close(): void {
    this.#isClosed = true;
    this.#socket.disconnect();
  }

  get #arrival() {
    const latest = this.report.arrivals.at(-1);
    if (latest === undefined) throw new Error('a page has always been opened');
    return latest;
  }

  /** What ends before it has caught up is the same absence going on. */
  #lose(): void {
    if (this.#isClosed || !this.hasCaughtUp) return;
    this.report.arrivals.push({ lostAt: Date.now(), connectedAt: null, caughtUpAt: null });
  }

  #returnLater(): void {
    if (this.#isClosed || this.#socket.active) return;
    setTimeout(() => this.#socket.connect(), RETURN_AFTER_MS);
  }

  #receive(name: string, { eventId, lastEventId, isIncomplete, alert }: Payload): void {
    if (eventId !== undefined) {
      const isNew = this.#cursor.accept(eventId);
      (isNew ? this.report.taken : this.report.leftOut).push(Number(eventId));
      if (name === 'alert:raised' && isNew && alert !== undefined) {
        const { id: alertId, patientId, ruleId } = alert;
        this.report.alerts.push({ alertId, patientId, ruleId, at: Date.now() });
      }
    } else if (name === 'stream:caught-up' || name === 'stream:heartbeat') {
      this.#cursor.accept(lastEventId ?? '0');
      if (name === 'stream:heartbeat') return;
      if (this.report.arrivals.length === 1) this.report.startsAfter = Number(lastEventId);
      if (isIncomplete === true) this.report.incomplete += 1;
      this.#arrival.caughtUpAt ??= Date.now();
    }
  }
}
