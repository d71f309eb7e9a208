import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { realtime } from '../data/realtime.ts';
import type { Staleness } from '../data/freshness.ts';

/** Redraws its host when the data on the page get old, each second while they are, and when they are true again. */
export class StalenessController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Null while what the page shows is true. */
  get staleness(): Staleness | null {
    return realtime.staleness;
  }

  hostConnected(): void {
    this.#stop = realtime.listen({ staleness: () => this.#host.requestUpdate() });
  }

  hostDisconnected(): void {
    this.#stop?.();
  }
}
