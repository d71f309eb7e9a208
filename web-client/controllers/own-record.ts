import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Observation } from '#contracts/observation.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { listPatients } from '../data/patients.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';

/** A patient's own record with the newest value of each kind, kept true by the live connection. */
export class OwnRecordController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #stops: (() => void)[] = [];
  record: PatientSummary | null = null;
  failure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  latest(kind: ReadingKind): Observation | null {
    return this.record?.latest.find((observation) => observation.kind === kind) ?? null;
  }

  hostConnected(): void {
    void this.load();
  }

  hostDisconnected(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  async load(): Promise<void> {
    try {
      // The list of patients that a patient may see is their own record.
      const [record] = await listPatients();
      this.record = record ?? null;
      this.failure = record ? null : 'not_found';
      if (record && this.#stops.length === 0) this.#listen(record.id);
    } catch (error) {
      this.failure = failureCode(error);
    }
    this.#host.requestUpdate();
  }

  #listen(patientId: string): void {
    const stopListening = realtime.listen({
      observations: (recorded) => {
        if (recorded.patientId !== patientId) return;
        for (const observation of recorded.observations) this.#take(observation);
        this.#host.requestUpdate();
      },
      invalidated: (notification) => {
        if (notification.patientId === patientId) void this.load();
      },
      caughtUp: () => void this.load(),
    });
    this.#stops = [stopListening, realtime.watchPatient(patientId)];
  }

  #take(observation: Observation): void {
    const { record } = this;
    if (!record) return;
    const known = this.latest(observation.kind);
    if (known && known.effectiveAt >= observation.effectiveAt) return;
    const others = record.latest.filter(({ kind }) => kind !== observation.kind);
    this.record = { ...record, latest: [...others, observation] };
  }
}
