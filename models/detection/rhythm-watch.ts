import type { Explanation } from '#contracts/alert.ts';
import { IrregularPulseWatch, type IrregularEpisode } from '../rhythm/irregular-pulse-watch.ts';
import { IRREGULAR_PULSE } from '../rhythm/irregular-pulse.ts';
import { comparePulses, PulseReadings, type PulseReading } from '../rhythm/pulse-readings.ts';
import type { ActiveIrregularPulse } from '../rules/active-rules.ts';
import { MINUTE_MS } from '../rules/rule.ts';
import type { Episode } from './episode.ts';
import { contribution, ruleExplanation, shownOf } from './explain.ts';
import type { Finding, FindingChange } from './finding.ts';
import { RETENTION_MS } from './stream-watch.ts';
import { toFinding } from './to-finding.ts';
import { ToldFindings } from './told-findings.ts';

/** 25 hours at 100 a minute: of a heart that beats faster all day long, or a device that floods, less is kept. */
export const MAX_BEATS = 150_000;

/**
 * How many readings before those that are kept are read to know how the first of these begin: half an hour of a strap
 * that notifies once a second.
 */
export const WARM_UP_READINGS = 2_048;

/** How far what comes late is gone back for at most, beyond itself. */
const MARK_EVERY_MS = 15 * MINUTE_MS;

/** What was known after all readings up to `at`. */
type Mark = { at: number; watch: IrregularPulseWatch; ended: readonly IrregularEpisode[] };

type PulseEpisode = Episode & Pick<IrregularEpisode, 'windows' | 'irregularWindows'>;

/**
 * `rhythm.irregular` of one patient who wears something that sends the intervals between beats. The same readings of a
 * day, in whatever order, give the same findings: what comes late is put in its place, and the readings are gone through
 * again from the last mark before it.
 */
export class RhythmWatch {
  readonly #rule: ActiveIrregularPulse;
  readonly #told = new ToldFindings();
  readonly #readings = new PulseReadings();
  /** Readings that belong among those, until the next call of `collect`. */
  #late: PulseReading[] = [];
  /** Before the first of the kept readings; readings up to here are forgotten. */
  readonly #base: Mark = { at: Number.NEGATIVE_INFINITY, watch: new IrregularPulseWatch(), ended: [] };
  /** Among the kept readings, oldest first. */
  #marks: Mark[] = [];
  /** After the last of the kept readings. */
  #live = new IrregularPulseWatch();
  /** Those that ended after the base, and the one that goes on. */
  #episodes: IrregularEpisode[] = [];
  #isDirty = false;

  constructor(rule: ActiveIrregularPulse) {
    this.#rule = rule;
  }

  /** As a number of readings of other kinds that take as much memory, some 90 bytes each. */
  get size(): number {
    return this.#readings.size + Math.ceil(this.#readings.beats / 4);
  }

  add(reading: PulseReading): void {
    // What is older than a day needs its neighbours, which may be forgotten.
    if (reading.at <= Math.max(this.#base.at, this.#readings.newestAt - RETENTION_MS)) return;
    if (!this.#readings.append(reading)) this.#late.push(reading);
    else if (this.#late.length === 0) this.#append(this.#readings.size - 1);
  }

  /** Starts from the database: readings in any order, and findings that go on or ended within those that are kept. */
  restore(readings: readonly PulseReading[], findings: readonly Finding[]): void {
    const inOrder = readings.toSorted(comparePulses);
    const base = this.#base;
    base.at = (inOrder.at(-1)?.at ?? Number.NEGATIVE_INFINITY) - RETENTION_MS;
    for (const reading of inOrder) {
      if (reading.at > base.at) this.#readings.append(reading);
      else base.watch.add(reading.at, reading.rrIntervalsMs, []);
    }
    const reaching = findings.filter(({ clearedAt }) => clearedAt === null || clearedAt > base.at);
    for (const finding of reaching) this.#told.remember(finding);
    const reachingIn = reaching.findLast(({ onsetAt }) => onsetAt <= base.at);
    if (reachingIn !== undefined) base.watch.resume(reachingIn);
    this.#replay(base);
    // One that goes on and was never told is told next; the others are history by now.
    for (const episode of this.#episodes) {
      if (this.#told.has(episode.onsetAt) || episode === this.#live.raised) continue;
      this.#told.remember(this.#toFinding(this.#toEpisode(episode), null, Number.POSITIVE_INFINITY));
    }
    this.#isDirty = true;
    this.#forget();
  }

  /** Everything is told by the next call of `collect`, also where no reading came. */
  reconsider(): void {
    this.#isDirty = true;
  }

  /** Adds what changed since the last call to `changes`. */
  collect(now: number, changes: FindingChange[]): void {
    if (this.#late.length > 0) this.#takeLate();
    if (this.#isDirty && (this.#episodes.length > 0 || !this.#told.isEmpty)) {
      const told = this.#told.changes(
        this.#episodes.map((episode) => this.#toEpisode(episode)),
        (episode, before) => this.#toFinding(episode, before, now),
        (episode, isNew) => this.#explain(episode, isNew),
      );
      changes.push(...told);
    }
    this.#isDirty = false;
    this.#forget();
  }

  /** The readings from here on are judged in order. */
  #append(index: number): void {
    const readings = this.#readings;
    const at = readings.timeAt(index);
    const before = index === 0 ? this.#base.at : readings.timeAt(index - 1);
    const isDue = before - (this.#marks.at(-1)?.at ?? this.#base.at) >= MARK_EVERY_MS;
    // Readings of one instant stay together: a late one may belong in front of them all.
    if (isDue && at > before) {
      const ended = this.#episodes.filter(({ clearedAt }) => !Number.isNaN(clearedAt));
      this.#marks.push({ at: before, watch: this.#live.copy(), ended });
    }
    if (this.#live.addBeats(at, readings.beatsAt(index), this.#episodes)) this.#isDirty = true;
  }

  #takeLate(): void {
    const first = this.#late.reduce((oldest, { at }) => Math.min(oldest, at), Number.POSITIVE_INFINITY);
    this.#readings.insert(this.#late);
    this.#late = [];
    this.#marks = this.#marks.filter(({ at }) => at < first);
    this.#replay(this.#marks.at(-1) ?? this.#base);
    this.#isDirty = true;
  }

  /** Goes through the readings after a mark again. */
  #replay({ at, watch, ended }: Mark): void {
    this.#live = watch.copy();
    const { raised } = this.#live;
    this.#episodes = raised === null ? [...ended] : [...ended, raised];
    let index = this.#readings.lowerBound(at);
    while (this.#readings.timeAt(index) === at) index += 1;
    for (; index < this.#readings.size; index += 1) this.#append(index);
    this.#dropEnded();
  }

  #forget(): void {
    const readings = this.#readings;
    const base = this.#base;
    const keepFrom = readings.newestAt - RETENTION_MS;
    const before = base.at;
    // Readings of the same instant as the last forgotten one go with it, else a late twin would find half of them.
    while (readings.beats > MAX_BEATS || readings.timeAt(0) <= keepFrom || readings.timeAt(0) === base.at) {
      base.at = readings.timeAt(0);
      base.watch.addBeats(base.at, readings.beatsAt(0), []);
      readings.evict();
    }
    if (base.at === before) return;
    this.#marks = this.#marks.filter(({ at }) => at > base.at);
    this.#dropEnded();
  }

  /**
   * What ended before the kept readings, and was told, changes no more. Silence ends an episode earlier than the reading
   * comes that shows it: that may be one of those kept, and finds the same end whenever they are gone through.
   */
  #dropEnded(): void {
    this.#told.forget(this.#base.at);
    this.#episodes = this.#episodes.filter(
      ({ onsetAt, clearedAt }) => !(clearedAt <= this.#base.at) || this.#told.has(onsetAt),
    );
  }

  #toEpisode(episode: IrregularEpisode): PulseEpisode {
    const { severity } = this.#rule;
    return { ...episode, severity, pageAt: Number.NaN, worsenedAt: Number.NaN, confirmation: 'none' };
  }

  #toFinding(episode: PulseEpisode, before: Finding | null, now: number): Finding {
    const isCurrent = Number.isNaN(episode.clearedAt) && now - episode.lastBreachAt <= this.#rule.relevanceMs;
    return toFinding(this.#rule, episode, before, isCurrent, null);
  }

  /** The readings from the first irregular window to the last; null where they are forgotten, and what was told stands. */
  #explain({ onsetAt, lastBreachAt, windows, irregularWindows }: PulseEpisode, isNew: boolean): Explanation | null {
    const readings = this.#readings;
    const isForgotten = lastBreachAt <= this.#base.at;
    if (isForgotten && !isNew) return null;
    const first = readings.lowerBound(onsetAt);
    // The beat itself may be one of the first of a reading that ends later.
    const count = isForgotten ? 0 : readings.lowerBound(lastBreachAt) - first + 1;
    const made = Array.from({ length: count }, (_, i) => first + i);
    return {
      ...ruleExplanation(this.#rule, [], 0),
      contributions: shownOf(made).map((index) =>
        contribution(this.#rule.stream, {
          id: readings.idAt(index),
          at: readings.timeAt(index),
          ...{ first: readings.heartRateAt(index), second: 0, facts: 0 },
        }),
      ),
      comparisons: [
        { quantity: 'sampleEntropy', operator: '>=', threshold: IRREGULAR_PULSE.entropyThreshold },
        { quantity: 'irregularMinutes', operator: '>=', threshold: IRREGULAR_PULSE.persistMs / MINUTE_MS },
      ],
      pulse: { windows, irregularWindows },
    };
  }
}
