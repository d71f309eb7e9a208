import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AnalyticsQuery } from '#contracts/analytics-period.ts';
import type { FailureCode } from '../data/request.ts';
import { Loaded } from './loaded.ts';

/** Numbers of some days, which a person chooses; first of the last thirty. */
export class AnalyticsController<T extends { to: string }> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #loaded: Loaded<T>;
  #asked: AnalyticsQuery = {};
  /** By the clinic's clock, which only the server knows. */
  today = '';

  constructor(host: ReactiveControllerHost, read: (asked: AnalyticsQuery) => Promise<T>) {
    this.#host = host;
    this.#loaded = new Loaded<T>(host, () => read(this.#asked));
    host.addController(this);
  }

  get value(): T | null {
    return this.#loaded.value;
  }

  get failure(): FailureCode | null {
    return this.#loaded.failure;
  }

  hostConnected(): void {
    void this.ask({});
  }

  again(): void {
    void this.ask(this.#asked);
  }

  async ask(asked: AnalyticsQuery): Promise<void> {
    this.#asked = asked;
    await this.#loaded.load();
    // Of an answer that was not asked for a last day, that is today.
    if (asked.to === undefined && this.#asked === asked) this.today = this.#loaded.value?.to ?? this.today;
    this.#host.requestUpdate();
  }
}
