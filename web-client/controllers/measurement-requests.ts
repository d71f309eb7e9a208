import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MeasurementRequest, MeasurementRequests } from '#contracts/measurement-request.ts';
import { readMeasurementRequests } from '../data/measurement-requests.ts';
import { realtime } from '../data/realtime.ts';
import { Loaded } from './loaded.ts';

/** What one patient was asked to measure, kept true as it is asked and as readings come. */
export class MeasurementRequestsController implements ReactiveController {
  readonly #loaded: Loaded<MeasurementRequests>;
  #patientId: string | null = null;
  /** How far the server's clock is ahead of this device's, in ms: an old telephone may be hours off. */
  #aheadMs = 0;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
    this.#loaded = new Loaded(host, () => readMeasurementRequests(this.#patientId ?? ''), {
      taken: ({ answeredAt }) => {
        this.#aheadMs = Date.parse(answeredAt) - Date.now();
      },
    });
  }

  follow(patientId: string): void {
    if (patientId === this.#patientId) return;
    this.#patientId = patientId;
    this.#loaded.reset();
    void this.#loaded.load();
  }

  /** The newest first. */
  get requests(): readonly MeasurementRequest[] {
    return this.#loaded.value?.requests ?? [];
  }

  /** The newest that the patient is still to answer. */
  waiting(now: Date): MeasurementRequest | undefined {
    return this.requests.find((request) => request.answer === null && !this.isOver(request, now));
  }

  /** Nobody waits for an answer any more. */
  isOver({ until }: MeasurementRequest, now: Date): boolean {
    return Date.parse(until) <= now.getTime() + this.#aheadMs;
  }

  /** How long ago it was asked for, in ms. */
  ageOf({ askedAt }: MeasurementRequest, now: Date): number {
    return now.getTime() + this.#aheadMs - Date.parse(askedAt);
  }

  async load(): Promise<void> {
    if (this.#patientId !== null) await this.#loaded.load();
  }

  hostConnected(): void {
    this.#stop = realtime.listen({
      observations: ({ patientId }) => {
        if (patientId === this.#patientId) void this.load();
      },
      alert: (_type, { alert }) => {
        if (alert.patientId === this.#patientId) void this.load();
      },
      caughtUp: () => void this.load(),
    });
  }

  hostDisconnected(): void {
    this.#stop?.();
  }
}
