import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RepeatRequest } from '#contracts/repeat.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { realtime } from '../data/realtime.ts';
import { readRepeatRequests } from '../data/repeats.ts';

/** Which readings one patient is asked to take again, kept true as readings and pages come. */
export class RepeatsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #patientId: string | null = null;
  #stop: (() => void) | undefined;
  #turn = 0;
  requests: readonly RepeatRequest[] = [];
  /** How far the server's clock is ahead of this device's, in ms. */
  aheadMs = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  follow(patientId: string): void {
    if (patientId === this.#patientId) return;
    this.#patientId = patientId;
    this.requests = [];
    void this.load();
  }

  /** The one that is still to be answered; of one kind, where that is said. */
  awaited(kind?: ReadingKind): RepeatRequest | undefined {
    return this.requests.find(
      ({ answer, observation }) => answer === null && (kind === undefined || observation.kind === kind),
    );
  }

  /** What is asked about this reading, or what it answers. */
  about(observationId: string | null): RepeatRequest | undefined {
    return this.requests.find(
      ({ observation, answer }) => observation.id === observationId || answer?.observation.id === observationId,
    );
  }

  hostConnected(): void {
    this.#stop = realtime.listen({
      observations: ({ patientId }) => {
        if (patientId === this.#patientId) void this.load();
      },
      // Somebody was paged, or the alert is over.
      alert: () => void this.load(),
      caughtUp: () => void this.load(),
    });
  }

  hostDisconnected(): void {
    this.#stop?.();
  }

  /** What was known before still helps where this does not work; the page says by itself when it has no connection. */
  async load(): Promise<void> {
    const patientId = this.#patientId;
    if (patientId === null) return;
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const { answeredAt, requests } = await readRepeatRequests(patientId);
      if (turn !== this.#turn) return;
      this.requests = requests;
      this.aheadMs = Date.parse(answeredAt) - Date.now();
      this.#host.requestUpdate();
    } catch {
      // Asked again with the next news.
    }
  }
}
