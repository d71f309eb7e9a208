import { IRREGULAR_PULSE } from './irregular-pulse.ts';
import { LastValues } from './last-values.ts';
import { coefficientOfSampleEntropy } from './sample-entropy.ts';

const { windowBeats, averagedWindows } = IRREGULAR_PULSE;

/** 250 to 20 beats a minute, the range of a possible heart rate: what is outside is lost contact or a false beat. */
const SHORTEST_MS = 240;
const LONGEST_MS = 3_000;

/** A window with more impossible intervals, a tenth of it, is not judged. */
const MAX_IMPOSSIBLE = 3;

/** A beat is judged by intervals that are no older than this. */
export const LOOKS_BACK_MS = (windowBeats + averagedWindows - 1) * LONGEST_MS;

export const isPossibleInterval = (intervalMs: number): boolean =>
  intervalMs >= SHORTEST_MS && intervalMs <= LONGEST_MS;

/** The newest beats that follow one another without a gap, and how irregular they are. */
export class PulseWindow {
  /** NaN in the place of an impossible interval: those beside it are no neighbours. */
  #intervals = new LastValues(windowBeats);
  #entropies = new LastValues(averagedWindows);
  #intervalCount = 0;
  #entropyCount = 0;
  /** Of the intervals counted. */
  #impossibleCount = 0;
  #newestEntropy = Number.NaN;

  /** The entropy of the window that ended last; NaN where the newest beat ended none. */
  get newestEntropy(): number {
    return this.#newestEntropy;
  }

  /**
   * Takes the interval (ms) that the newest beat ended; returns the mean entropy, NaN where none can be told. `known` is
   * the entropy of the window that the beat ends where it was computed before, which is nearly all of the work.
   */
  push(intervalMs: number, known = Number.NaN): number {
    if (this.#intervalCount < windowBeats) this.#intervalCount += 1;
    else if (Number.isNaN(this.#intervals.back(windowBeats - 1))) this.#impossibleCount -= 1;
    const isPossible = isPossibleInterval(intervalMs);
    if (!isPossible) this.#impossibleCount += 1;
    this.#intervals.push(isPossible ? intervalMs : Number.NaN);
    this.#newestEntropy = Number.NaN;
    if (this.#intervalCount < windowBeats || this.#impossibleCount > MAX_IMPOSSIBLE) return Number.NaN;
    this.#newestEntropy = Number.isNaN(known) ? coefficientOfSampleEntropy(this.#intervals.all()) : known;
    this.#entropies.push(this.#newestEntropy);
    this.#entropyCount = Math.min(this.#entropyCount + 1, averagedWindows);
    return this.#entropies.meanOf(this.#entropyCount);
  }

  /** Beats are missing: what comes next does not follow what was. */
  break(): void {
    this.#intervalCount = 0;
    this.#impossibleCount = 0;
    this.#entropyCount = 0;
  }

  copy(): PulseWindow {
    const copy = new PulseWindow();
    copy.#intervals = this.#intervals.copy();
    copy.#entropies = this.#entropies.copy();
    copy.#intervalCount = this.#intervalCount;
    copy.#impossibleCount = this.#impossibleCount;
    copy.#entropyCount = this.#entropyCount;
    return copy;
  }
}
