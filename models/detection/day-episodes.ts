import type { Explanation, Severity } from '#contracts/alert.ts';
import type { RuleId, RuleSetId } from '#contracts/rule.ts';
import { DAY_MS, localDay, startOfLocalDay } from '../local-time/local-day.ts';
import { JUDGEMENTS, type Judgement } from '../rules/judge.ts';
import type { Stream } from '../rules/rule.ts';
import type { Episode } from './episode.ts';
import type { Finding, FindingChange } from './finding.ts';
import { toFinding } from './to-finding.ts';
import { ToldFindings } from './told-findings.ts';

/** A rule that judges days of the patient's calendar. */
export type DayRule = {
  id: RuleId;
  ruleSet: RuleSetId;
  ruleVersion: string;
  stream: Stream;
  severity: Severity;
  relevanceMs: number;
};

/** What is asked about the days, oldest first. */
export type DayReadings = {
  /** The newest day with readings, also where it is not judged yet. */
  readonly newestDay: number;
  hasReadings(day: number): boolean;
  /** What a day with readings says; `between` where it says too little. */
  judge(day: number): Judgement;
  /** Null where the readings are forgotten, and what was told of the episode stands. */
  explain(episode: Episode): Explanation | null;
  /** The rule without readings. */
  explainBriefly(): Explanation;
};

type Options = {
  /** Days that are judged again whenever a reading comes; those before them are as they were found. */
  evaluatedDays: number;
  /** Silence ends nothing; a day with readings so many days after the last that broke the rule begins anew. */
  holdsDays: number;
};

/** How far the evaluation has come through the days. */
type DayProgress = { open: Episode | null; lastBreachDay: number };

/**
 * The episodes of a rule about days, and which of them were told. The same readings, in whatever order they come within
 * the days that are judged again, give the same episodes; days without readings change nothing.
 */
export class DayEpisodes {
  readonly #rule: DayRule;
  readonly #timeZone: string;
  readonly #days: DayReadings;
  readonly #options: Options;
  readonly #told = new ToldFindings();
  /** The newest day that is judged. */
  #newestDay = Number.NEGATIVE_INFINITY;
  /** Before the first of the evaluated days. */
  #base: DayProgress = { open: null, lastBreachDay: Number.NaN };
  /** Episodes that ended before the evaluated days since the last call of `collect`, with what explains them. */
  #ended: { episode: Episode; explanation: Explanation | null }[] = [];
  #isDirty = false;

  constructor(rule: DayRule, timeZone: string, days: DayReadings, options: Options) {
    this.#rule = rule;
    this.#timeZone = timeZone;
    this.#days = days;
    this.#options = options;
  }

  /** Days up to this one are judged from now on: said before the reading is added that makes them so. */
  judgeUntil(day: number): void {
    if (day <= this.#newestDay) return;
    this.#settle(day - this.#options.evaluatedDays);
    this.#newestDay = day;
    this.#isDirty = true;
  }

  /** Everything is evaluated by the next call of `collect`: a reading came, or one that came is gone. */
  reconsider(): void {
    this.#isDirty = true;
  }

  /** Starts from the database, when the readings are there: findings that go on or ended within the days kept. */
  restore(newestDay: number, findings: readonly Finding[]): void {
    this.#newestDay = newestDay;
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

  /** Adds what changed since the last call to `changes`. */
  collect(now: number, changes: FindingChange[]): void {
    if (!this.#isDirty || this.#newestDay === Number.NEGATIVE_INFINITY) return;
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
        const explanation = ended?.explanation ?? this.#days.explain(episode);
        return explanation ?? (isNew ? this.#days.explainBriefly() : null);
      },
    );
    changes.push(...told);
    this.#ended = [];
    // What ended before the evaluated days is not found again, and was not taken back by that.
    this.#told.forget(this.#evaluatedFrom() - 1);
  }

  /** Nothing was found and nothing is: the usual reading, judged without making anything. */
  #isCalm(): boolean {
    if (this.#base.open !== null || this.#ended.length > 0 || !this.#told.isEmpty) return false;
    for (let day = this.#firstEvaluatedDay(); day <= this.#newestDay; day += 1) {
      if (this.#days.hasReadings(day) && this.#days.judge(day) === JUDGEMENTS.breach) return false;
    }
    return true;
  }

  /** All episodes that are not over before the evaluated days. */
  #evaluate(): { episodes: Episode[]; open: Episode | null } {
    const progress = { ...this.#base, open: this.#base.open === null ? null : { ...this.#base.open } };
    const episodes = progress.open === null ? [] : [progress.open];
    this.#advance(progress, this.#firstEvaluatedDay(), this.#newestDay, episodes);
    return { episodes, open: progress.open };
  }

  /** The first evaluated days, up to `lastDay`, are about to become past, as they stand. */
  #settle(lastDay: number): void {
    const from = this.#firstEvaluatedDay();
    if (from === Number.NEGATIVE_INFINITY) return;
    const episodes = this.#base.open === null ? [] : [this.#base.open];
    this.#advance(this.#base, from, Math.min(this.#days.newestDay, lastDay), episodes);
    for (const episode of episodes) {
      if (episode !== this.#base.open) this.#ended.push({ episode, explanation: this.#days.explain(episode) });
    }
  }

  #advance(progress: DayProgress, from: number, to: number, episodes: Episode[]): void {
    for (let day = from; day <= to; day += 1) {
      if (!this.#days.hasReadings(day)) continue;
      const { open } = progress;
      if (open !== null && day - progress.lastBreachDay >= this.#options.holdsDays) this.#end(progress, open, day);
      const judgement = this.#days.judge(day);
      if (judgement === JUDGEMENTS.breach) this.#goOn(progress, day, episodes);
      else if (judgement === JUDGEMENTS.clear && progress.open !== null) this.#end(progress, progress.open, day);
    }
  }

  #goOn(progress: DayProgress, day: number, episodes: Episode[]): void {
    const at = startOfLocalDay(this.#timeZone, day);
    progress.lastBreachDay = day;
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

  #progressOf(finding: Finding): DayProgress {
    const { onsetAt, lastBreachAt, severity } = finding;
    const never = { clearedAt: Number.NaN, pageAt: Number.NaN, worsenedAt: Number.NaN };
    const open: Episode = { onsetAt, lastBreachAt, severity, confirmation: 'none', ...never };
    return { open, lastBreachDay: localDay(this.#timeZone, lastBreachAt) };
  }

  #firstEvaluatedDay(): number {
    return this.#newestDay - this.#options.evaluatedDays + 1;
  }

  #evaluatedFrom(): number {
    return startOfLocalDay(this.#timeZone, this.#firstEvaluatedDay());
  }
}
