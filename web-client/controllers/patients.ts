import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PatientSummary } from '#contracts/patient.ts';
import { listPatients } from '../data/patients.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';

/** The newest values of everyone are a list, not a stream: often enough to trust, rarely enough to cost nothing. */
const REFRESH_MS = 60_000;
/** Alerts of a bad minute are followed by one look at the patients, not by one each. */
const AFTER_NEWS_MS = 5_000;

/** Gives its host everyone in the person's care. Whoever has not changed stays the same object, with nothing to redraw. */
export class PatientsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #stopListening: (() => void) | undefined;
  #refresh: ReturnType<typeof setInterval> | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #known = new Map<string, { text: string; patient: PatientSummary }>();
  patients: PatientSummary[] | null = null;
  failure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  find(patientId: string): PatientSummary | undefined {
    return this.#known.get(patientId)?.patient;
  }

  hostConnected(): void {
    this.#stopListening = realtime.listen({
      caughtUp: () => void this.load(),
      alert: (type) => {
        if (type === 'raised' || type === 'resolved') this.#loadSoon();
      },
      invalidated: () => this.#loadSoon(),
      consultation: () => this.#loadSoon(),
      message: () => this.#loadSoon(),
    });
    void this.load();
    this.#refresh = setInterval(() => void this.load(), REFRESH_MS);
  }

  hostDisconnected(): void {
    this.#stopListening?.();
    clearInterval(this.#refresh);
    clearTimeout(this.#soon);
    this.#soon = undefined;
  }

  async load(): Promise<void> {
    try {
      this.#take(await listPatients());
      this.failure = null;
    } catch (error) {
      this.failure = failureCode(error);
    }
    this.#host.requestUpdate();
  }

  #loadSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.load();
    }, AFTER_NEWS_MS);
  }

  #take(patients: readonly PatientSummary[]): void {
    const known = new Map<string, { text: string; patient: PatientSummary }>();
    for (const patient of patients) {
      const text = JSON.stringify(patient);
      const before = this.#known.get(patient.id);
      known.set(patient.id, before?.text === text ? before : { text, patient });
    }
    this.#known = known;
    this.patients = [...known.values()].map(({ patient }) => patient);
  }
}
