import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Redraws its host every so often, so that "4 min ago" stays true. */
export class ClockController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #everyMs: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  now = new Date();

  constructor(host: ReactiveControllerHost, everyMs = 15_000) {
    this.#host = host;
    this.#everyMs = everyMs;
    host.addController(this);
  }

  hostConnected(): void {
    this.now = new Date();
    this.#timer = setInterval(() => {
      this.now = new Date();
      this.#host.requestUpdate();
    }, this.#everyMs);
  }

  /** The same object until it is out of date: lines that are given it have nothing to redraw. */
  hostUpdate(): void {
    if (Date.now() - this.now.getTime() >= this.#everyMs) this.now = new Date();
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
