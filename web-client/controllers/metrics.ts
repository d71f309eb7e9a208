import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PatientMetrics } from '#contracts/metrics.ts';
import { readMetrics } from '../data/metrics.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';

/** Averages of days change slowly. */
const STALE_AFTER_MS = 15 * 60_000;

/** The metrics of one patient, read anew every quarter of an hour while the page is open, and when a reading is taken back. */
export class MetricsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #patientId: string | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;
  #stopListening: (() => void) | undefined;
  metrics: PatientMetrics | null = null;
  failure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Shows this patient from then on. */
  follow(patientId: string, now: Date): void {
    const isSame = patientId === this.#patientId;
    if (isSame && now.getTime() - this.#askedAt < STALE_AFTER_MS) return;
    if (!isSame) {
      this.metrics = null;
      this.failure = null;
    }
    this.#patientId = patientId;
    this.#askedAt = now.getTime();
    void this.#load(patientId);
  }

  reload(): void {
    if (this.#patientId !== null) void this.#load(this.#patientId);
  }

  hostConnected(): void {
    this.#stopListening = realtime.listen({
      invalidated: ({ patientId }) => {
        if (patientId === this.#patientId) this.reload();
      },
    });
  }

  /** There is no timer, and an answer that comes late is dropped. */
  hostDisconnected(): void {
    this.#stopListening?.();
    this.#patientId = null;
  }

  async #load(patientId: string): Promise<void> {
    try {
      const metrics = await readMetrics(patientId);
      if (patientId !== this.#patientId) return;
      this.metrics = metrics;
      this.failure = null;
    } catch (error) {
      if (patientId !== this.#patientId) return;
      this.failure = failureCode(error);
    }
    this.#host.requestUpdate();
  }
}
