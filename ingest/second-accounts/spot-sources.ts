import type { ObservationRow } from '../observation-row.ts';

type Spot = Pick<ObservationRow, 'kind' | 'source' | 'method' | 'specimen'>;

/** Taken at one moment by whoever thought of it: what is worn sends all day, and two of them have equal values by chance. */
const isSpot = ({ method, specimen }: Spot): boolean => method === 'cuff' || specimen === 'capillary';

/**
 * From where one patient's spot measurements came of late: only where there are several sources can two of them tell of
 * one measurement, and few patients have several.
 */
export class SpotSources {
  /** Readings that count no longer are not remembered: then the database is asked. */
  readonly #isIncomplete: boolean;
  readonly #ofKind = new Map<string, Set<string>>();

  constructor(isIncomplete: boolean) {
    this.#isIncomplete = isIncomplete;
  }

  note(spot: Spot): void {
    if (!isSpot(spot)) return;
    const sources = this.#ofKind.get(spot.kind) ?? new Set();
    this.#ofKind.set(spot.kind, sources.add(spot.source));
  }

  /** Whether another source may have told of this measurement before. */
  mayKnow(spot: Spot): boolean {
    return isSpot(spot) && (this.#isIncomplete || (this.#ofKind.get(spot.kind)?.size ?? 0) > 1);
  }
}
