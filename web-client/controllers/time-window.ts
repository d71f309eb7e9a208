import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { PERIOD_MS, type Period } from '../elements/kh-period-control.ts';

/** A live chart moves on in steps of this length, so that it is not drawn anew each second. */
const STEP_MS = 60_000;

/** The stretch of time that the charts of a page show: a period up to now, or one the person has drawn over. */
export class TimeWindowController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #period: Period;
  #own: { from: Date; to: Date } | null = null;
  #shown: { from: Date; to: Date };
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, period: Period) {
    this.#host = host;
    this.#period = period;
    this.#shown = this.#upToNow();
    host.addController(this);
  }

  /** Null while the person looks at a stretch of their own. */
  get period(): Period | null {
    return this.#own ? null : this.#period;
  }

  get from(): Date {
    return this.#shown.from;
  }

  get to(): Date {
    return this.#shown.to;
  }

  choose(period: Period): void {
    this.#period = period;
    this.#own = null;
    this.#move();
  }

  look(from: Date, to: Date): void {
    this.#own = { from, to };
    this.#move();
  }

  hostConnected(): void {
    this.#shown = this.#own ?? this.#upToNow();
    this.#timer = setInterval(() => {
      if (!this.#own) this.#move();
    }, STEP_MS);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }

  #move(): void {
    this.#shown = this.#own ?? this.#upToNow();
    this.#host.requestUpdate();
  }

  /** A little room on the right keeps the newest reading off the edge. */
  #upToNow(): { from: Date; to: Date } {
    const length = PERIOD_MS[this.#period];
    const to = Date.now() + Math.max(STEP_MS * 1.5, length / 60);
    return { from: new Date(to - length), to: new Date(to) };
  }
}
