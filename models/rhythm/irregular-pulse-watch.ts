import { IRREGULAR_PULSE } from './irregular-pulse.ts';
import { isPossibleInterval, PulseWindow } from './pulse-window.ts';

const { entropyThreshold, persistMs, gapMs } = IRREGULAR_PULSE;

/**
 * By so much may the clock of the readings and the sum of the intervals disagree before beats are missing, or there more
 * than once: a strap notifies once a second, and clocks are often in whole seconds.
 */
const CLOCK_TOLERANCE_MS = 2_000;

/** One stretch of irregular pulse. Times in ms of the readings' own clock; NaN = not yet. */
export type IrregularEpisode = {
  /** The beat that ended the first irregular window. */
  onsetAt: number;
  /** The beat that ended the last irregular window so far. */
  lastBreachAt: number;
  clearedAt: number;
  /** Windows since the onset, one ending with each beat, and how many of them were irregular. */
  windows: number;
  irregularWindows: number;
};

/**
 * Since when a patient's pulse has been irregular. Takes readings in order of measurement; how the beats were cut into
 * readings, and the readings into calls, changes nothing, as long as each reading's time is that of its last beat.
 */
export class IrregularPulseWatch {
  readonly #window = new PulseWindow();
  /** When the last beat was, by the readings' clock, and by the intervals since the last break. */
  #lastBeatAt = Number.NEGATIVE_INFINITY;
  #countedBeatAt = Number.NaN;
  #lastWindowAt = Number.NaN;
  /** Irregular time less regular time since the onset, from 0 to `persistMs`. */
  #balanceMs = 0;
  /** What goes on while the balance is above 0, and whether it has been raised. */
  #episode: IrregularEpisode | null = null;
  #isRaised = false;

  /**
   * Takes the next reading: the intervals (ms) of successive beats, the last of which was at `endAt`. An episode that
   * has persisted is added to `episodes`. Returns whether anything about any such episode changed.
   */
  add(endAt: number, rrIntervalsMs: readonly number[], episodes: IrregularEpisode[]): boolean {
    if (rrIntervalsMs.length === 0) return false;
    const spanMs = rrIntervalsMs.reduce((sum, interval) => sum + interval, 0);
    let at = endAt - spanMs;
    if (!(Math.abs(at - this.#countedBeatAt) <= CLOCK_TOLERANCE_MS)) {
      this.#window.break();
      this.#countedBeatAt = at;
    }
    this.#countedBeatAt += spanMs;
    let changed = false;
    for (const interval of rrIntervalsMs) {
      at += interval;
      this.#lastBeatAt = Math.max(this.#lastBeatAt, at);
      const entropy = this.#window.push(interval);
      if (Number.isNaN(entropy) || !isPossibleInterval(interval)) continue;
      if (this.#judge(interval, entropy >= entropyThreshold, episodes)) changed = true;
    }
    return changed;
  }

  #judge(interval: number, isIrregular: boolean, episodes: IrregularEpisode[]): boolean {
    const at = this.#lastBeatAt;
    let changed = at - this.#lastWindowAt > gapMs && this.#end(this.#lastWindowAt + gapMs);
    this.#lastWindowAt = at;
    if (this.#episode === null && !isIrregular) return changed;
    this.#episode ??= { onsetAt: at, lastBreachAt: at, clearedAt: Number.NaN, windows: 0, irregularWindows: 0 };
    const episode = this.#episode;
    episode.windows += 1;
    if (isIrregular) {
      episode.irregularWindows += 1;
      episode.lastBreachAt = at;
      this.#balanceMs = Math.min(persistMs, this.#balanceMs + interval);
    } else this.#balanceMs -= interval;
    if (this.#balanceMs <= 0) return this.#end(at) || changed;
    if (!this.#isRaised && this.#balanceMs >= persistMs) {
      this.#isRaised = true;
      episodes.push(episode);
    }
    if (this.#isRaised) changed = true;
    return changed;
  }

  #end(at: number): boolean {
    const isToldOf = this.#isRaised;
    if (this.#episode !== null && isToldOf) this.#episode.clearedAt = at;
    this.#episode = null;
    this.#isRaised = false;
    this.#balanceMs = 0;
    return isToldOf;
  }
}
