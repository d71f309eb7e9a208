import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { realtime, type Connection } from '../data/realtime.ts';

/** Redraws its host as the live connection comes and goes. */
export class ConnectionController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get connection(): Connection {
    return realtime.connection;
  }

  hostConnected(): void {
    this.#stop = realtime.listen({ connection: () => this.#host.requestUpdate() });
  }

  hostDisconnected(): void {
    this.#stop?.();
  }
}
