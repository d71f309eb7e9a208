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

/** So many patients with a day of readings, or fewer with more; some 700 MB at the very most. */
export const DEFAULT_LIMITS: MemoryLimits = { patients: 20_000, readings: 8_000_000 };

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
    const known = this.#entries.get(patientId);
    const kept = known ?? { entry, readings: 0 };
    const readings = entry.watch.size;
    this.#readings += readings - kept.readings;
    kept.entry = entry;
    kept.readings = readings;
    if (known !== undefined) this.#entries.delete(patientId);
    this.#entries.set(patientId, kept);
    if (this.#entries.size > this.#limits.patients || this.#readings > this.#limits.readings) this.#makeRoom(patientId);
  }

  forget(patientId: string): void {
    this.#readings -= this.#entries.get(patientId)?.readings ?? 0;
    this.#entries.delete(patientId);
  }

  #makeRoom(newest: string): void {
    for (const oldest of this.#entries.keys()) {
      const isWithin = this.#entries.size <= this.#limits.patients && this.#readings <= this.#limits.readings;
      if (isWithin || oldest === newest) return;
      this.forget(oldest);
    }
  }
}
