import type { PatientWatch } from '#models/detection/patient-watch.ts';
import type { Sequences } from './sequence.ts';

/** What this process remembers of one patient, true as of `version` of the patient's detector row. */
export type PatientEntry = {
  version: number;
  watch: PatientWatch;
  sequences: Sequences;
  timeZone: string;
  /** When the time zone was last asked for its offset. */
  offsetAtMs: number;
};

export type MemoryLimits = { patients: number; readings: number };

/** 20,000 patients with a day of readings each, or fewer with more; some 1.5 GB at the very most. */
export const DEFAULT_LIMITS: MemoryLimits = { patients: 20_000, readings: 15_000_000 };

/** The patients seen last. Whoever is not among them is read from the database again. */
export class PatientMemory {
  readonly #limits: MemoryLimits;
  readonly #entries = new Map<string, { entry: PatientEntry; readings: number }>();
  #readings = 0;

  constructor(limits: MemoryLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  get(patientId: string): PatientEntry | undefined {
    return this.#entries.get(patientId)?.entry;
  }

  /** Keeps what a committed transaction left, as the newest. */
  keep(patientId: string, entry: PatientEntry): void {
    this.forget(patientId);
    const readings = entry.watch.size;
    this.#entries.set(patientId, { entry, readings });
    this.#readings += readings;
    for (const oldest of this.#entries.keys()) {
      const isWithin = this.#entries.size <= this.#limits.patients && this.#readings <= this.#limits.readings;
      if (isWithin || oldest === patientId) break;
      this.forget(oldest);
    }
  }

  forget(patientId: string): void {
    this.#readings -= this.#entries.get(patientId)?.readings ?? 0;
    this.#entries.delete(patientId);
  }
}
