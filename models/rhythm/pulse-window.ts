import { IRREGULAR_PULSE } from './irregular-pulse.ts';
import { coefficientOfSampleEntropy } from './sample-entropy.ts';

const { windowBeats, averagedWindows } = IRREGULAR_PULSE;

/** 250 to 20 beats a minute, the range of a possible heart rate: what is outside is lost contact or a false beat. */
const SHORTEST_MS = 240;
const LONGEST_MS = 3_000;

/** A window with more impossible intervals, a tenth of it, is not judged. */
const MAX_IMPOSSIBLE = 3;

export const isPossibleInterval = (intervalMs: number): boolean =>
  intervalMs >= SHORTEST_MS && intervalMs <= LONGEST_MS;

/** The newest beats that follow one another without a gap, and how irregular they are. */
export class PulseWindow {
  /** NaN in the place of an impossible interval: those beside it are no neighbours. The newest stands last. */
  readonly #intervals = new Float64Array(windowBeats);
  readonly #entropies = new Float64Array(averagedWindows);
  #intervalCount = 0;
  #entropyCount = 0;

  /** Takes the interval (ms) that the newest beat ended; returns the mean entropy, NaN where none can be told. */
  push(intervalMs: number): number {
    append(this.#intervals, isPossibleInterval(intervalMs) ? intervalMs : Number.NaN);
    this.#intervalCount = Math.min(this.#intervalCount + 1, windowBeats);
    if (this.#intervalCount < windowBeats || countUnknown(this.#intervals) > MAX_IMPOSSIBLE) return Number.NaN;
    append(this.#entropies, coefficientOfSampleEntropy(this.#intervals));
    this.#entropyCount = Math.min(this.#entropyCount + 1, averagedWindows);
    let sum = 0;
    for (const entropy of this.#entropies.subarray(averagedWindows - this.#entropyCount)) sum += entropy;
    return sum / this.#entropyCount;
  }

  /** Beats are missing: what comes next does not follow what was. */
  break(): void {
    this.#intervalCount = 0;
    this.#entropyCount = 0;
  }
}

const append = (values: Float64Array, value: number): void => {
  values.copyWithin(0, 1);
  values[values.length - 1] = value;
};

const countUnknown = (values: Float64Array): number => {
  let count = 0;
  for (const value of values) if (Number.isNaN(value)) count += 1;
  return count;
};
