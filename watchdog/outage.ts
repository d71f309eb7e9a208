/** What the operators are to be told now. */
export type News = { what: 'fired' | 'repeated' | 'over'; sinceMs: number };

export type OutageLimits = Readonly<{ fireAfterMs: number; repeatMs: number }>;

/** Whether breaches come back, and what is to be said about it. All times are of one monotonic clock, in ms. */
export class Outage {
  readonly #limits: OutageLimits;
  #lastAt: number;
  #hasReturned = false;
  /** When this was said last; null while nothing is wrong. */
  #saidAt: number | null = null;

  /** The time counts from the start: a watchdog that hears nothing from its first minute on has something to tell. */
  constructor(limits: OutageLimits, nowMs: number) {
    this.#limits = limits;
    this.#lastAt = nowMs;
  }

  get state(): 'up' | 'degraded' | 'down' {
    if (this.#saidAt !== null) return 'down';
    return this.#hasReturned ? 'up' : 'degraded';
  }

  get lastAt(): number {
    return this.#lastAt;
  }

  /** A breach came back; answers with the end of an outage, where this is it. */
  returned(nowMs: number): News | null {
    const sinceMs = this.#lastAt;
    this.#lastAt = nowMs;
    this.#hasReturned = true;
    if (this.#saidAt === null) return null;
    this.#saidAt = null;
    return { what: 'over', sinceMs };
  }

  /** Once when the time is over, and again at each interval while it goes on. */
  look(nowMs: number): News | null {
    const sinceMs = this.#lastAt;
    if (this.#saidAt === null) {
      if (nowMs - sinceMs < this.#limits.fireAfterMs) return null;
      this.#saidAt = nowMs;
      return { what: 'fired', sinceMs };
    }
    if (nowMs - this.#saidAt < this.#limits.repeatMs) return null;
    this.#saidAt = nowMs;
    return { what: 'repeated', sinceMs };
  }
}
