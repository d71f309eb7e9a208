import type { Explanation } from '#contracts/alert.ts';
import { dateOfDay, DAY_MS, localDay, QUARTER_MS, startOfLocalDay } from '../local-time/local-day.ts';
import type { ActiveHomeMean } from '../rules/active-rules.ts';
import { HOME_MEAN_HOLDS_DAYS, HOME_MEAN_WINDOW } from '../rules/home-mean.ts';
import { isBroken, isRecovered, JUDGEMENTS, type Judgement } from '../rules/judge.ts';
import { DaySums, KEPT_DAYS, type Sums } from './day-sums.ts';
import type { Episode } from './episode.ts';
import { ruleExplanation } from './explain.ts';
import type { Finding, FindingChange } from './finding.ts';
import { toFinding } from './to-finding.ts';
import { ToldFindings } from './told-findings.ts';

/** Cuff readings of a quarter of an hour, added up in whole mmHg as each was displayed. */
export type CuffQuarter = { startsAt: number; count: number; systolic: number; diastolic: number };

/** How far the evaluation has come through the days. */
type DayProgress = { open: Episode | null; lastHighDay: number };

/** Days that are evaluated again whenever a reading comes; those before them are as they were found. */
const EVALUATED_DAYS = KEPT_DAYS - HOME_MEAN_WINDOW.days + 1;

/** One for all patients: what is added up is read before the next sum. */
const sums: Sums = { days: 0, count: 0, systolic: 0, diastolic: 0, firstDay: 0 };

/**
 * `bp.home-mean` of one patient: each day with cuff readings, up to the newest, is judged by the mean of the week that
 * ends with it. The same readings, in whatever order, give the same onsets; days without readings change nothing.
 */
export class HomeMeanWatch {
  readonly #rule: ActiveHomeMean;
  readonly #timeZone: string;
  readonly #days = new DaySums();
  readonly #told = new ToldFindings();
  /** Before the first of the evaluated days. */
  #base: DayProgress = { open: null, lastHighDay: Number.NaN };
  /** Episodes that ended before the evaluated days since the last call of `collect`, with what explains them. */
  #ended: { episode: Episode; explanation: Explanation | null }[] = [];
  #isDirty = false;

  constructor(rule: ActiveHomeMean, timeZone: string) {
    this.#rule = rule;
    this.#timeZone = timeZone;
  }

  add(at: number, systolic: number, diastolic: number): void {
    const day = this.#dayOf(at);
    if (day > this.#days.newestDay) this.#settle(day - this.#days.newestDay);
    if (this.#days.add(day, 1, Math.round(systolic), Math.round(diastolic))) this.#isDirty = true;
  }

  /** Starts from the database: quarters in order of time, and findings that go on or ended within the days kept. */
  restore(quarters: readonly CuffQuarter[], findings: readonly Finding[]): void {
    for (const { startsAt, count, systolic, diastolic } of quarters) {
      this.#days.add(this.#dayOf(startsAt), count, systolic, diastolic);
    }
    if (quarters.length === 0) return;
    const from = this.#evaluatedFrom();
    const reaching = findings.filter(({ clearedAt }) => clearedAt === null || clearedAt >= from);
    for (const finding of reaching) this.#told.remember(finding);
    const reachingIn = reaching.findLast(({ onsetAt }) => onsetAt < from);
    if (reachingIn !== undefined) this.#base = this.#progressOf(reachingIn);
    const { episodes, open } = this.#evaluate();
    for (const episode of episodes) {
      if (this.#told.has(episode.onsetAt)) continue;
      // One that goes on is told with the next reading; the others are history by now.
      if (episode === open) this.#isDirty = true;
      else this.#told.remember(toFinding(this.#rule, episode, null, false, null));
    }
  }

  /** Everything is evaluated by the next call of `collect`, also where no reading came. */
  reconsider(): void {
    this.#isDirty = true;
  }

  /** Adds what changed since the last call to `changes`. */
  collect(now: number, changes: FindingChange[]): void {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    if (this.#isCalm()) return;
    const { episodes, open } = this.#evaluate();
    const told = this.#told.changes(
      [...this.#ended.map(({ episode }) => episode), ...episodes],
      (episode, before) => {
        const isYoung = now - (episode.lastBreachAt + DAY_MS) <= this.#rule.relevanceMs;
        return toFinding(this.#rule, episode, before, episode === open && isYoung, null);
      },
      (episode, isNew) => {
        const ended = this.#ended.find((one) => one.episode === episode);
        const explanation = ended?.explanation ?? this.#explain(episode);
        return explanation ?? (isNew ? ruleExplanation(this.#rule, this.#rule.comparisons, 0) : null);
      },
    );
    changes.push(...told);
    this.#ended = [];
    // What ended before the evaluated days is not found again, and was not taken back by that.
    this.#told.forget(this.#evaluatedFrom() - 1);
  }

  /** Nothing was high and nothing is: the usual reading, judged without making anything. */
  #isCalm(): boolean {
    if (this.#base.open !== null || this.#ended.length > 0 || !this.#told.isEmpty) return false;
    const { newestDay } = this.#days;
    for (let day = newestDay - EVALUATED_DAYS + 1; day <= newestDay; day += 1) {
      if (this.#days.hasReadings(day) && this.#judge(day) === JUDGEMENTS.breach) return false;
    }
    return true;
  }

  /** All episodes that are not over before the evaluated days. */
  #evaluate(): { episodes: Episode[]; open: Episode | null } {
    const progress = { ...this.#base, open: this.#base.open === null ? null : { ...this.#base.open } };
    const episodes = progress.open === null ? [] : [progress.open];
    const { newestDay } = this.#days;
    this.#advance(progress, newestDay - EVALUATED_DAYS + 1, newestDay, episodes);
    return { episodes, open: progress.open };
  }

  /** The newest day is about to move: the first evaluated days become past, as they stand. */
  #settle(days: number): void {
    const { newestDay } = this.#days;
    if (newestDay === Number.NEGATIVE_INFINITY) return;
    const from = newestDay - EVALUATED_DAYS + 1;
    const episodes = this.#base.open === null ? [] : [this.#base.open];
    this.#advance(this.#base, from, Math.min(newestDay, from + days - 1), episodes);
    for (const episode of episodes) {
      if (episode !== this.#base.open) this.#ended.push({ episode, explanation: this.#explain(episode) });
    }
  }

  #advance(progress: DayProgress, from: number, to: number, episodes: Episode[]): void {
    for (let day = from; day <= to; day += 1) {
      if (!this.#days.hasReadings(day)) continue;
      const { open } = progress;
      if (open !== null && day - progress.lastHighDay >= HOME_MEAN_HOLDS_DAYS) this.#end(progress, open, day);
      const judgement = this.#judge(day);
      if (judgement === JUDGEMENTS.breach) this.#goOn(progress, day, episodes);
      else if (judgement === JUDGEMENTS.clear && progress.open !== null) this.#end(progress, progress.open, day);
    }
  }

  #goOn(progress: DayProgress, day: number, episodes: Episode[]): void {
    const at = startOfLocalDay(this.#timeZone, day);
    progress.lastHighDay = day;
    if (progress.open !== null) {
      progress.open.lastBreachAt = at;
      return;
    }
    progress.open = {
      onsetAt: at,
      lastBreachAt: at,
      clearedAt: Number.NaN,
      pageAt: Number.NaN,
      severity: this.#rule.severity,
      worsenedAt: Number.NaN,
      confirmation: 'none',
    };
    episodes.push(progress.open);
  }

  #end(progress: DayProgress, open: Episode, day: number): void {
    open.clearedAt = startOfLocalDay(this.#timeZone, day);
    progress.open = null;
  }

  /** What the week that ends with a day says; `between` where it says too little. */
  #judge(day: number): Judgement {
    this.#days.sumInto(sums, day, HOME_MEAN_WINDOW.days);
    const { days, count } = sums;
    if (count < HOME_MEAN_WINDOW.leastReadings || days < HOME_MEAN_WINDOW.leastDays) return JUDGEMENTS.between;
    let isOver = true;
    for (const comparison of this.#rule.comparisons) {
      const mean = (comparison.quantity === 'diastolic' ? sums.diastolic : sums.systolic) / count;
      if (isBroken(comparison, mean, 0)) return JUDGEMENTS.breach;
      isOver &&= isRecovered(comparison, mean, 0);
    }
    return isOver ? JUDGEMENTS.clear : JUDGEMENTS.between;
  }

  /** The mean of the last day that was high; null where its readings are forgotten, and what was told of it stands. */
  #explain({ onsetAt, lastBreachAt }: Episode): Explanation | null {
    const day = this.#dayOf(lastBreachAt);
    if (day - HOME_MEAN_WINDOW.days + 1 < this.#days.oldestDay) return null;
    this.#days.sumInto(sums, day, HOME_MEAN_WINDOW.days);
    const { count, days, firstDay } = sums;
    return {
      ...ruleExplanation(this.#rule, this.#rule.comparisons, 0),
      mean: {
        systolic: toTenths(sums.systolic / count),
        diastolic: toTenths(sums.diastolic / count),
        readings: count,
        days,
        from: dateOfDay(firstDay),
        to: dateOfDay(day),
        since: dateOfDay(this.#dayOf(onsetAt)),
      },
    };
  }

  #progressOf(finding: Finding): DayProgress {
    const { onsetAt, lastBreachAt, severity } = finding;
    const never = { clearedAt: Number.NaN, pageAt: Number.NaN, worsenedAt: Number.NaN };
    const open: Episode = { onsetAt, lastBreachAt, severity, confirmation: 'none', ...never };
    return { open, lastHighDay: this.#dayOf(lastBreachAt) };
  }

  #evaluatedFrom(): number {
    return startOfLocalDay(this.#timeZone, this.#days.newestDay - EVALUATED_DAYS + 1);
  }

  /** By the quarter of an hour, as the database adds readings up. */
  #dayOf(at: number): number {
    return localDay(this.#timeZone, Math.floor(at / QUARTER_MS) * QUARTER_MS);
  }
}

const toTenths = (value: number): number => Math.round(value * 10) / 10;
