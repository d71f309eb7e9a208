import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MeasurementRequest, MeasurementRequests } from '#contracts/measurement-request.ts';
import { readMeasurementRequests } from '../data/measurement-requests.ts';
import { realtime } from '../data/realtime.ts';
import { Loaded } from './loaded.ts';

const NOTHING: MeasurementRequests = { answeredAt: '', requests: [] };

/** What one patient was asked to measure, kept true as it is asked and as readings come. */
export class MeasurementRequestsController implements ReactiveController {
  readonly #loaded: Loaded<MeasurementRequests>;
  #patientId: string | null = null;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
    this.#loaded = new Loaded(host, async () =>
      this.#patientId === null ? NOTHING : readMeasurementRequests(this.#patientId),
    );
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

  /** The one that the patient is still to answer. */
  waiting(now: Date): MeasurementRequest | undefined {
    return this.requests.find(({ answer, until }) => answer === null && Date.parse(until) > now.getTime());
  }

  load(): Promise<void> {
    return this.#loaded.load();
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
