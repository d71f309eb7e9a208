import type { z } from 'zod';
import type { StreamHeartbeat } from '#contracts/realtime.ts';
import type { Auth } from '../auth/auth.ts';
import type { Deps } from '../deps.ts';
import { causeCode } from '../errors.ts';
import { readMissed, type Missed, type StreamEvent } from '../services/events/read-events.ts';
import { readVisiblePatients, type VisiblePatients } from '../services/events/visible-patients.ts';
import { HOLDING_CHANNEL, patientChannel, selfChannel, watchChannel } from './channels.ts';
import type { EventTail } from './event-tail.ts';
import { isForClients, sendToCareTeam, sendToPatient } from './send-event.ts';
import type { RealtimeSocket } from './socket.ts';
import type { StreamWatch } from './stream-watch.ts';
import type { Turnstile } from './turnstile.ts';

export type SubscriberContext = {
  deps: Deps;
  auth: Pick<Auth, 'readSession' | 'sessionEndsAt'>;
  tail: EventTail;
  watch: StreamWatch;
  /** Those who are handed every event because no channel brings them anything just now. */
  holding: Set<Subscriber>;
  arrivals: Turnstile;
};

const RETRY_MS = 500;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A server that is a little behind another one gets this long to come to where the client has been. */
const REACH_MS = 1_000;

const NOTHING_MISSED: Missed = { events: [], isIncomplete: false };

/** One socket and what it may hear: first what it missed, then what happens, without gap or duplicate. */
export class Subscriber {
  readonly socket: RealtimeSocket;
  readonly #context: SubscriberContext;
  /**
   * Events that are held back: until what the socket missed was sent, and again until the database has said whose care this
   * person joins. A page drops what comes after something newer, so the others wait with them. Null where nothing is.
   */
  #held: StreamEvent[] | null = [];
  #isCaughtUp = false;
  #patientIds: ReadonlySet<string> = new Set();
  #refreshing: Promise<void> | null = null;
  #refreshesAsked = 0;
  #accessTimer: NodeJS.Timeout | undefined;
  #sessionTimer: NodeJS.Timeout | undefined;

  constructor(socket: RealtimeSocket, context: SubscriberContext) {
    this.socket = socket;
    this.#context = context;
    context.holding.add(this);
  }

  get actor() {
    return this.socket.data.actor;
  }

  /** An event that the stream handed on and that the channels do not bring. */
  hold(event: StreamEvent): void {
    this.#held?.push(event);
  }

  /** To be called once the socket is registered for what happens from now on. */
  async catchUp(lastEventId: bigint | null): Promise<void> {
    const { tail, arrivals } = this.#context;
    await tail.reach(lastEventId ?? 0n, REACH_MS);
    const from = tail.position;
    if (from === null) throw new Error('the event stream was not found');
    this.#held = (this.#held ?? []).filter(({ id }) => id > from);
    // Who was let in is brought up to date before the next one is let in.
    await arrivals.pass(
      async () => {
        if (this.socket.connected) await this.#bringUpToDate(lastEventId, from);
      },
      { goesFirst: true },
    );
  }

  async #bringUpToDate(lastEventId: bigint | null, from: bigint): Promise<void> {
    const { deps, tail, watch } = this.#context;
    await this.watchSession();
    await this.refresh();
    // An id that the stream has not come to is of another database: nothing can be replayed.
    const missed =
      lastEventId === null
        ? NOTHING_MISSED
        : lastEventId > from
          ? { events: [], isIncomplete: true }
          : await readMissed(deps.db, { after: lastEventId, upTo: from, patientIds: [...this.#patientIds] });
    if (!this.socket.connected) return;
    for (const event of missed.events) this.#send(event);
    this.#isCaughtUp = true;
    this.#release();
    for (const patientId of this.#patientIds) this.#join(patientId);
    this.socket.emit('stream:caught-up', {
      lastEventId: (tail.position ?? from).toString(),
      at: deps.now().toISOString(),
      behindMs: watch.behindMs,
      isIncomplete: missed.isIncomplete,
    });
  }

  /** Says how far the stream has come; not while something is held back here that is older than that. */
  beat(heartbeat: z.infer<typeof StreamHeartbeat>): void {
    if (!this.#context.holding.has(this)) this.socket.emit('stream:heartbeat', heartbeat);
  }

  /** Disconnects when the session ends by itself. One that ended before this socket was registered ends it now. */
  async watchSession(): Promise<void> {
    const { auth, deps } = this.#context;
    const endsAt = await auth.sessionEndsAt(this.actor.sessionId);
    const remainingMs = (endsAt?.getTime() ?? 0) - deps.now().getTime();
    clearTimeout(this.#sessionTimer);
    if (remainingMs <= 0) this.socket.disconnect(true);
    if (!this.socket.connected) return;
    this.#sessionTimer = setTimeout(
      () => {
        this.#retrying(() => this.watchSession());
      },
      Math.min(remainingMs, LONGEST_TIMER_MS),
    );
  }

  /** Somebody changed this person: another role means another socket. */
  reauthenticate(): void {
    this.#retrying(async () => {
      const { userId, sessionId, role, patientId } = this.actor;
      const actor = await this.#context.auth.readSession(this.socket.data.headers);
      const isSame =
        actor?.userId === userId &&
        actor.sessionId === sessionId &&
        actor.role === role &&
        actor.patientId === patientId;
      if (isSame) await this.refresh();
      else this.socket.disconnect(true);
    });
  }

  /** Access to this patient ended: out at once, before asking whether another reason remains. */
  drop(patientId: string): void {
    this.#patientIds = new Set([...this.#patientIds].filter((id) => id !== patientId));
    this.#leave(patientId);
    this.recheckAccess();
  }

  /**
   * Access to this patient begins: what happens from now on is theirs, once the database has confirmed it. A further reason
   * to see whom they see already changes nothing before the first one ends, and then the database is asked anyway.
   */
  expect(patientId: string): void {
    const isSeen = this.#patientIds.has(patientId);
    // An answer that is under way may be older than this.
    if (isSeen && this.#refreshing === null) return;
    if (this.#held === null && !isSeen) {
      this.#held = [];
      this.#context.holding.add(this);
      void this.socket.join(HOLDING_CHANNEL);
    }
    this.recheckAccess();
  }

  recheckAccess(): void {
    this.#retrying(() => this.refresh());
  }

  /** Reads anew whom this person may see and joins or leaves channels; calls that overlap read once more, not twice. */
  async refresh(): Promise<void> {
    this.#refreshesAsked += 1;
    this.#refreshing ??= this.#refreshUntilSettled();
    return this.#refreshing;
  }

  close(): void {
    clearTimeout(this.#accessTimer);
    clearTimeout(this.#sessionTimer);
    this.#held = null;
    this.#context.holding.delete(this);
  }

  async #refreshUntilSettled(): Promise<void> {
    try {
      let asked: number;
      let visible: VisiblePatients;
      // Where somebody's access changed while we asked, the answer may be older than that.
      do {
        asked = this.#refreshesAsked;
        visible = await readVisiblePatients(this.#context.deps.db, this.actor);
      } while (asked !== this.#refreshesAsked);
      this.#see(visible.patientIds);
      this.#recheckIn(visible.changesInMs);
    } finally {
      this.#refreshing = null;
    }
  }

  #see(patientIds: ReadonlySet<string>): void {
    const former = this.#patientIds;
    this.#patientIds = patientIds;
    for (const patientId of former) if (!patientIds.has(patientId)) this.#leave(patientId);
    if (!this.#isCaughtUp) return;
    this.#release();
    for (const patientId of patientIds) if (!former.has(patientId)) this.#join(patientId);
  }

  /** Sends what was held back, in order; from now on the channels bring it. */
  #release(): void {
    for (const event of this.#held ?? []) this.#send(event);
    this.#held = null;
    this.#context.holding.delete(this);
    void this.socket.leave(HOLDING_CHANNEL);
  }

  #recheckIn(changesInMs: number | null): void {
    clearTimeout(this.#accessTimer);
    if (changesInMs === null || !this.socket.connected) return;
    this.#accessTimer = setTimeout(
      () => {
        this.recheckAccess();
      },
      // A timer may fire a moment before PostgreSQL's clock is there.
      Math.min(Math.max(changesInMs, 0) + 5, LONGEST_TIMER_MS),
    );
  }

  #send(event: StreamEvent): void {
    if (!isForClients(event) || !this.#patientIds.has(event.patientId)) return;
    if (this.actor.role === 'patient') sendToPatient(this.socket, event);
    else sendToCareTeam(this.socket, event);
  }

  #join(patientId: string): void {
    void this.socket.join(this.actor.role === 'patient' ? selfChannel(patientId) : patientChannel(patientId));
  }

  #leave(patientId: string): void {
    for (const channel of [selfChannel(patientId), patientChannel(patientId), watchChannel(patientId)]) {
      void this.socket.leave(channel);
    }
  }

  /** What decides about access is asked until it is answered, or the socket is gone. */
  #retrying(run: () => Promise<void>): void {
    run().catch((error: unknown) => {
      this.#context.deps.log.warn({ code: causeCode(error) }, 'access of a socket cannot be checked');
      setTimeout(() => {
        if (this.socket.connected) this.#retrying(run);
      }, RETRY_MS);
    });
  }
}
