import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { failureCode, type FailureCode } from '../data/request.ts';

type Options<T> = {
  /** How often it is asked for again while the host is on the page; in ms. */
  everyMs?: number;
  /** Runs when an answer is there, before the host is drawn with it; `before` is what was shown until then. */
  taken?: (value: T, before: T | null) => void;
};

/**
 * One thing that a page has from the server: null until it is there, kept while it is asked for again, and why that did
 * not work. Of two answers that overtake each other the older question's is dropped.
 */
export class Loaded<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #read: () => Promise<T>;
  readonly #options: Options<T>;
  #asked = 0;
  /** The question whose answer is shown. */
  #answered = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  value: T | null = null;
  failure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost, read: () => Promise<T>, options: Options<T> = {}) {
    this.#host = host;
    this.#read = read;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    const { everyMs } = this.#options;
    if (everyMs === undefined) return;
    void this.load();
    this.#timer = setInterval(() => void this.load(), everyMs);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }

  /** Asks, or asks again. Settles when the answer is there; never rejects. */
  async load(): Promise<void> {
    this.#asked += 1;
    const turn = this.#asked;
    try {
      const value = await this.#read();
      if (turn < this.#answered) return;
      const before = this.value;
      this.#answered = turn;
      this.value = value;
      this.failure = null;
      this.#options.taken?.(value, before);
    } catch (error) {
      if (turn < this.#answered) return;
      this.#answered = turn;
      this.failure = failureCode(error);
    }
    this.#host.requestUpdate();
  }

  /** The page is about something else from now on: what was shown goes, and so does every answer still to come. */
  reset(): void {
    this.#asked += 1;
    this.#answered = this.#asked;
    this.value = null;
    this.failure = null;
  }
}
