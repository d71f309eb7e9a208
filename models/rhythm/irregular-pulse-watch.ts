import { IRREGULAR_PULSE } from './irregular-pulse.ts';
import { isPossibleInterval, PulseWindow } from './pulse-window.ts';

const { entropyThreshold, persistMs, gapMs } = IRREGULAR_PULSE;

/**
 * By so much may the clock of the readings and the sum of the intervals disagree before beats are missing, or there more
 * than once: a strap notifies once a second, and clocks are often in whole seconds.
 */
const CLOCK_TOLERANCE_MS = 2_000;

/** One stretch of irregular pulse. Times in whole ms of the readings' own clock; NaN = not yet. */
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

/** Intervals (ms) of one reading, from index `from` until before `to`, in columns that many readings share. */
export type Beats = {
  intervalsMs: ArrayLike<number>;
  /** Beside each interval the entropy of the window that it ends: read where known, else NaN and written. */
  entropies: Float64Array | null;
  from: number;
  to: number;
};

/**
 * Since when a patient's pulse has been irregular. Takes readings in order of measurement; how the beats were cut into
 * readings, and the readings into calls, changes nothing, as long as each reading's time is that of its last beat.
 */
export class IrregularPulseWatch {
  #window = new PulseWindow();
  /** When the last beat was, by the readings' clock, and by the intervals since the last break. */
  #lastBeatAt = Number.NEGATIVE_INFINITY;
  #countedBeatAt = Number.NaN;
  #lastWindowAt = Number.NaN;
  /** Irregular time less regular time since the onset, from 0 to `persistMs`. */
  #balanceMs = 0;
  /** What goes on while the balance is above 0, and whether it has been raised. */
  #episode: IrregularEpisode | null = null;
  #isRaised = false;

  /** The episode that goes on, once it has persisted. */
  get raised(): IrregularEpisode | null {
    return this.#isRaised ? this.#episode : null;
  }

  /**
   * Takes the next reading: the intervals (ms) of successive beats, the last of which was at `endAt`. An episode that
   * has persisted is added to `episodes`. Returns whether anything about any such episode changed.
   */
  add(endAt: number, rrIntervalsMs: readonly number[], episodes: IrregularEpisode[]): boolean {
    const beats = { intervalsMs: rrIntervalsMs, entropies: null, from: 0, to: rrIntervalsMs.length };
    return this.addBeats(endAt, beats, episodes);
  }

  /** The same for a reading that stands in columns. */
  addBeats(endAt: number, { intervalsMs, entropies, from, to }: Beats, episodes: IrregularEpisode[]): boolean {
    if (from === to) return false;
    let spanMs = 0;
    for (let beat = from; beat < to; beat += 1) spanMs += intervalsMs[beat] ?? 0;
    let at = endAt - spanMs;
    if (!(Math.abs(at - this.#countedBeatAt) <= CLOCK_TOLERANCE_MS)) {
      this.#window.break();
      this.#countedBeatAt = at;
    }
    this.#countedBeatAt += spanMs;
    let changed = false;
    for (let beat = from; beat < to; beat += 1) {
      const interval = intervalsMs[beat] ?? Number.NaN;
      at += interval;
      this.#lastBeatAt = Math.max(this.#lastBeatAt, at);
      const entropy = this.#window.push(interval, entropies?.[beat]);
      if (Number.isNaN(entropy)) continue;
      if (entropies !== null) entropies[beat] = this.#window.newestEntropy;
      if (isPossibleInterval(interval) && this.#judge(interval, entropy >= entropyThreshold, episodes)) changed = true;
    }
    return changed;
  }

  /**
   * An earlier process told of an episode that had begun and was not over where the readings end that this has taken.
   * They may not reach back to its beginning; what they leave open is as it was at its last irregular window.
   */
  resume({ onsetAt, lastBreachAt }: Pick<IrregularEpisode, 'onsetAt' | 'lastBreachAt'>): void {
    this.#episode ??= { onsetAt, lastBreachAt, clearedAt: Number.NaN, windows: 0, irregularWindows: 0 };
    this.#episode.onsetAt = onsetAt;
    this.#isRaised = true;
    if (this.#balanceMs === 0) this.#balanceMs = persistMs;
    if (Number.isNaN(this.#lastWindowAt)) this.#lastWindowAt = lastBreachAt;
  }

  copy(): IrregularPulseWatch {
    const copy = new IrregularPulseWatch();
    copy.#window = this.#window.copy();
    copy.#lastBeatAt = this.#lastBeatAt;
    copy.#countedBeatAt = this.#countedBeatAt;
    copy.#lastWindowAt = this.#lastWindowAt;
    copy.#balanceMs = this.#balanceMs;
    copy.#episode = this.#episode === null ? null : { ...this.#episode };
    copy.#isRaised = this.#isRaised;
    return copy;
  }

  #judge(interval: number, isIrregular: boolean, episodes: IrregularEpisode[]): boolean {
    const at = Math.round(this.#lastBeatAt);
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
