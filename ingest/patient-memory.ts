import type { PatientWatch } from '#models/detection/patient-watch.ts';
import type { SpotSources } from './second-accounts/spot-sources.ts';
import type { Sequences } from './sequence.ts';

/** What this process remembers of one patient, true as of `version` of the patient's detector row. */
export type PatientEntry = {
  version: number;
  watch: PatientWatch;
  sequences: Sequences;
  spotSources: SpotSources;
  timeZone: string;
  /** When the time zone was last asked for its offset. */
  offsetAtMs: number;
};

export type MemoryLimits = { patients: number; readings: number };

/** So many patients with a day of readings, or fewer with more; some 1.1 GB at the very most (`bench/memory.ts`). */
export const DEFAULT_LIMITS: MemoryLimits = { patients: 20_000, readings: 8_000_000 };

/** A patient's place: empty while a transaction has the entry, or after one that failed. */
type Place = { entry: PatientEntry | null; readings: number; wasKeptAgain: boolean };

/**
 * The patients seen last. Whoever is not among them is read from the database again. An entry is changed in place, so
 * that one transaction at a time may have it: it is taken out, and put back only after COMMIT.
 *
 * Room is made by second chance (Corbató 1968): the oldest goes unless it was kept again since it was last looked at. To
 * move a patient to the end of the map with each reading would write a new map every thousand of them.
 */
export class PatientMemory {
  readonly #limits: MemoryLimits;
  readonly #places = new Map<string, Place>();
  #readings = 0;

  constructor(limits: MemoryLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  take(patientId: string): PatientEntry | undefined {
    const place = this.#places.get(patientId);
    if (place === undefined || place.entry === null) return undefined;
    const { entry } = place;
    this.#readings -= place.readings;
    place.entry = null;
    place.readings = 0;
    return entry;
  }

  /** Keeps what a committed transaction left. */
  keep(patientId: string, entry: PatientEntry): void {
    const readings = entry.watch.size;
    const place = this.#places.get(patientId);
    if (place === undefined) this.#places.set(patientId, { entry, readings, wasKeptAgain: false });
    else {
      this.#readings -= place.readings;
      place.entry = entry;
      place.readings = readings;
      place.wasKeptAgain = true;
    }
    this.#readings += readings;
    if (this.#isOver()) this.#makeRoom(patientId);
  }

  #isOver(): boolean {
    return this.#places.size > this.#limits.patients || this.#readings > this.#limits.readings;
  }

  #makeRoom(newest: string): void {
    // Whoever gets a second chance comes again at the end, then without one.
    for (const [patientId, place] of this.#places) {
      if (!this.#isOver() || this.#places.size === 1) return;
      this.#places.delete(patientId);
      if (place.wasKeptAgain || patientId === newest) {
        place.wasKeptAgain = false;
        this.#places.set(patientId, place);
      } else this.#readings -= place.readings;
    }
  }
}
