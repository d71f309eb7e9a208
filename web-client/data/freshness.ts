/** One instant by both clocks of a page, ms: `mono` is `performance.now()`, `wall` is `Date.now()`. */
export type Moment = { mono: number; wall: number };

/** `lost`: no connection. `silent`: connected, and nothing comes. `behind`: the service itself does not know better. */
export type StaleReason = 'lost' | 'silent' | 'behind';

/** A page shows what was known at `knownAt`, by the server's clock; that was `ageMs` ago. */
export type Staleness = { reason: StaleReason; ageMs: number; knownAt: Date };

/** Three heartbeats of the stream (`STREAM_HEARTBEAT_MS`). */
const FRESH_FOR_MS = 30_000;
/** A short loss, such as a change of network, is not worth a word. */
const LOSS_WORTH_SAYING_MS = 2_500;
/** Browsers look at the timers of a page in the background once a minute. */
const STOOD_STILL_MS = 75_000;
/** Clocks are put right by less, as a rule; a machine that slept is further off. */
const JUMP_MS = 5_000;

/**
 * How old what a page shows is. Age is counted by the monotonic clock, which a wrong wall clock does not touch. It may stand
 * still while the machine sleeps: where the wall clock then is ahead, what it is ahead counts as well.
 */
export class Freshness {
  #last: Moment;
  /** How long the page has been open, ms, sleep included. */
  #elapsedMs = 0;
  /** What was known, and when: on the scale of `#elapsedMs`, and by the server's clock. */
  #known: { elapsedMs: number; at: Date };
  #lostAtMs: number | null = null;
  #isCaughtUp = false;
  #isBehind = false;

  constructor(now: Moment) {
    this.#last = now;
    this.#known = { elapsedMs: 0, at: new Date(now.wall) };
  }

  /**
   * To be called often, and before anything that was received is taken in. True where the page or its machine stood still:
   * what waits in its buffers then may be as old as the pause, and only a new connection tells.
   */
  pass(now: Moment): boolean {
    const monoMs = Math.max(0, now.mono - this.#last.mono);
    const wallMs = now.wall - this.#last.wall;
    this.#last = now;
    const hasSlept = wallMs - monoMs > JUMP_MS;
    const passedMs = hasSlept ? wallMs : monoMs;
    this.#elapsedMs += passedMs;
    return hasSlept || passedMs > STOOD_STILL_MS;
  }

  /** What the page shows is no longer kept true, from now on. */
  lose(): void {
    this.#isCaughtUp = false;
    this.#lostAtMs ??= this.#elapsedMs;
  }

  /** Everything missed has arrived. `at` and `behindMs` as the server says it. */
  catchUp(at: Date, behindMs: number): void {
    this.#isCaughtUp = true;
    this.#lostAtMs = null;
    this.#know(at, behindMs);
  }

  /** A heartbeat of the stream; one of a connection that has not caught up says nothing. */
  beat(at: Date, behindMs: number): void {
    if (this.#isCaughtUp) this.#know(at, behindMs);
  }

  /** Null while what the page shows is true. */
  get staleness(): Staleness | null {
    const ageMs = this.#elapsedMs - this.#known.elapsedMs;
    const lostForMs = this.#lostAtMs === null ? 0 : this.#elapsedMs - this.#lostAtMs;
    if (lostForMs < LOSS_WORTH_SAYING_MS && ageMs <= FRESH_FOR_MS) return null;
    const reason = this.#lostAtMs !== null ? 'lost' : this.#isBehind ? 'behind' : 'silent';
    return { reason, ageMs, knownAt: this.#known.at };
  }

  #know(at: Date, behindMs: number): void {
    this.#isBehind = behindMs > 0;
    this.#known = { elapsedMs: this.#elapsedMs - behindMs, at: new Date(at.getTime() - behindMs) };
  }
}
