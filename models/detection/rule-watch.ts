import { SEVERITIES } from '#contracts/alert.ts';
import type { ActiveRule } from '../rules/active-rules.ts';
import { judge, JUDGEMENTS, type Judgement } from '../rules/judge.ts';
import { advance, copyProgress, noProgress, type Episode, type Progress } from './episode.ts';
import { explain } from './explain.ts';
import type { Finding, FindingChange } from './finding.ts';
import type { ReadingWindow } from './reading-window.ts';
import { toFinding } from './to-finding.ts';
import { ToldFindings } from './told-findings.ts';

/** One rule over one stream of one patient: which episodes there are, and which of them were told already. */
export class RuleWatch {
  readonly rule: ActiveRule;
  /** Something may have changed since the last call of `changes`. */
  isDirty = false;
  /** Before the first reading of the window, and after the last. */
  #base = noProgress();
  #live = noProgress();
  #episodes: Episode[] = [];
  readonly #told = new ToldFindings();

  constructor(rule: ActiveRule) {
    this.rule = rule;
  }

  /** The newest reading of the window was added. */
  append(window: ReadingWindow, index: number): void {
    if (this.#advance(this.#live, window, index, this.#episodes)) this.isDirty = true;
  }

  /** Readings were added in the middle of the window, which begins after `from`: goes through all of it again. */
  replay(window: ReadingWindow, from: number): void {
    // What ended before the window is not found again, and was not taken back by that.
    this.#told.forget(from);
    this.#live = copyProgress(this.#base);
    this.#episodes = this.#live.open === null ? [] : [this.#live.open];
    for (let index = 0; index < window.size; index += 1) this.append(window, index);
    this.isDirty = true;
  }

  /** The oldest reading of the window is about to be forgotten. */
  forgetOldest(window: ReadingWindow): void {
    this.#advance(this.#base, window, 0, []);
  }

  /**
   * Starts from what the database knows: `findings` of this rule and stream that reach into the window, which begins
   * after `from`. Episodes that ended without ever being told are history by now; one that goes on is told next.
   */
  restore(findings: readonly Finding[], from: number, window: ReadingWindow): void {
    for (const finding of findings) this.#told.remember(finding);
    const reachingIn = findings.findLast(
      ({ onsetAt, clearedAt }) => onsetAt <= from && (clearedAt === null || clearedAt > from),
    );
    if (reachingIn !== undefined && !isMilder(reachingIn, this.rule))
      this.#base = progressOf(reachingIn, this.rule, from);
    this.replay(window, from);
    for (const episode of this.#episodes) {
      if (this.#told.has(episode.onsetAt) || episode === this.#live.open) continue;
      this.#told.remember(this.#toFinding(episode, null, Number.POSITIVE_INFINITY));
    }
  }

  /** What changed since the last call, judged at `now`. */
  changes(window: ReadingWindow, now: number): FindingChange[] {
    this.isDirty = false;
    return this.#told.changes(
      this.#episodes,
      (episode, before) => this.#toFinding(episode, before, now),
      (episode) => explain(this.rule, episode, window),
    );
  }

  /** Forgets episodes that ended by `keepFrom`, where the window begins. */
  forgetEnded(keepFrom: number): void {
    if (this.#episodes.length === 0 && this.#told.isEmpty) return;
    this.#episodes = this.#episodes.filter(({ clearedAt }) => !(clearedAt <= keepFrom));
    this.#told.forget(keepFrom);
  }

  #advance(progress: Progress, window: ReadingWindow, index: number, episodes: Episode[]): boolean {
    const { rule } = this;
    const first = window.firstAt(index);
    const second = window.secondAt(index);
    const facts = window.factsAt(index);
    const judgement = judge(rule, first, second, facts);
    const severe = rule.severe === undefined ? JUDGEMENTS.clear : judge(rule.severe, first, second, facts);
    return advance(progress, rule, window.timeAt(index), judgement, severe, episodes);
  }

  #toFinding(episode: Episode, before: Finding | null, now: number): Finding {
    const { rule } = this;
    const isCurrent =
      episode === this.#live.open &&
      Number.isNaN(this.#live.recoveringSince) &&
      now - episode.lastBreachAt <= rule.relevanceMs;
    const { paging } = rule;
    return toFinding(rule, episode, before, isCurrent, paging.when === 'confirmed' ? paging.withinMs : null);
  }
}

/** What one reading alone says, where it is too old for the window or stands outside it. */
export const judgeAlone = (
  rule: ActiveRule,
  { at, first, second, facts }: { at: number; first: number; second: number; facts: number },
): Episode | null => {
  const judgement: Judgement = judge(rule, first, second, facts);
  const severe = rule.severe === undefined ? JUDGEMENTS.clear : judge(rule.severe, first, second, facts);
  const episodes: Episode[] = [];
  advance(noProgress(), rule, at, judgement, severe, episodes);
  return episodes[0] ?? null;
};

/** Told when the rule began milder, before a layer was switched off: going on as that, it would hide a crisis. */
const isMilder = (finding: Finding, rule: ActiveRule): boolean =>
  SEVERITIES.indexOf(finding.severity) > SEVERITIES.indexOf(rule.severity);

/**
 * How far the rule had come where the window begins, as the finding tells that reaches into it. What was under way there
 * began before: a run that made it severe so long before it did, a recovery or a silence so long before the end.
 */
const progressOf = (finding: Finding, rule: ActiveRule, from: number): Progress => {
  const { onsetAt, lastBreachAt, severity, confirmation } = finding;
  const worsenedAt = finding.worsenedAt ?? Number.NaN;
  const clearedAt = finding.clearedAt ?? Number.POSITIVE_INFINITY;
  const isWorseLater = worsenedAt > from;
  const isRecovering = rule.clearAfterMs > 0 && clearedAt - rule.clearAfterMs <= from;
  const open: Episode = {
    onsetAt,
    lastBreachAt,
    clearedAt: Number.NaN,
    pageAt: finding.isPageable && !isWorseLater ? lastBreachAt : Number.NaN,
    severity: isWorseLater ? rule.severity : severity,
    worsenedAt: isWorseLater ? Number.NaN : worsenedAt,
    confirmation,
  };
  return {
    runStartAt: onsetAt,
    severeStartAt: worsenedAt - rule.raiseAfterMs,
    lastAt: Math.min(from, clearedAt - rule.gapMs),
    recoveringSince: isRecovering ? clearedAt - rule.clearAfterMs : Number.NaN,
    open,
  };
};
