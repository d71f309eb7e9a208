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

/** So many patients with a day of readings, or fewer with more; some 1.1 GB at the very most (`bench/memory.ts`). */
export const DEFAULT_LIMITS: MemoryLimits = { patients: 20_000, readings: 8_000_000 };

/**
 * The patients seen last. Whoever is not among them is read from the database again. An entry is changed in place, so
 * that one transaction at a time may have it: it is taken out, and put back only after COMMIT.
 */
export class PatientMemory {
  readonly #limits: MemoryLimits;
  readonly #entries = new Map<string, { entry: PatientEntry; readings: number }>();
  #readings = 0;

  constructor(limits: MemoryLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  take(patientId: string): PatientEntry | undefined {
    const known = this.#entries.get(patientId);
    if (known === undefined) return undefined;
    this.#readings -= known.readings;
    this.#entries.delete(patientId);
    return known.entry;
  }

  /** Keeps what a committed transaction left, as the newest. */
  keep(patientId: string, entry: PatientEntry): void {
    this.take(patientId);
    const readings = entry.watch.size;
    this.#readings += readings;
    this.#entries.set(patientId, { entry, readings });
    if (this.#entries.size > this.#limits.patients || this.#readings > this.#limits.readings) this.#makeRoom(patientId);
  }

  #makeRoom(newest: string): void {
    for (const oldest of this.#entries.keys()) {
      const isWithin = this.#entries.size <= this.#limits.patients && this.#readings <= this.#limits.readings;
      if (isWithin || oldest === newest) return;
      this.take(oldest);
    }
  }
}
