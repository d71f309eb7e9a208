import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { callPatient } from '../data/consultations.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { navigate } from '../routing/navigate.ts';

/** One tap from anything about a patient to a ringing phone. */
export class CallPatientController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  /** Whom the call that is being placed is for. */
  callingPatientId: string | null = null;
  failure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.failure = null;
  }

  async call(patientId: string, alertId?: string): Promise<void> {
    if (this.callingPatientId !== null) return;
    this.callingPatientId = patientId;
    this.failure = null;
    this.#host.requestUpdate();
    // What the visit needs is fetched while the server places the call.
    void Promise.allSettled([
      import('../pages/kh-visit-page.ts'),
      import('./call.ts').then(({ loadMedia }) => loadMedia()),
    ]);
    try {
      const { id } = await callPatient(patientId, alertId);
      navigate(`/visits/${id}`);
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.callingPatientId = null;
      this.#host.requestUpdate();
    }
  }
}
