import type { ActiveRule } from '../rules/active-rules.ts';
import { judge, JUDGEMENTS, type Judgement } from '../rules/judge.ts';
import { advance, copyProgress, noProgress, type Episode, type Progress } from './episode.ts';
import { explain } from './explain.ts';
import type { Finding, FindingChange } from './finding.ts';
import type { ReadingWindow } from './reading-window.ts';

/** One rule over one stream of one patient: which episodes there are, and which of them were told already. */
export class RuleWatch {
  readonly rule: ActiveRule;
  /** Something may have changed since the last call of `changes`. */
  isDirty = false;
  /** Before the first reading of the window, and after the last. */
  #base = noProgress();
  #live = noProgress();
  #episodes: Episode[] = [];
  #told = new Map<number, Finding>();

  constructor(rule: ActiveRule) {
    this.rule = rule;
  }

  /** The newest reading of the window was added. */
  append(window: ReadingWindow, index: number): void {
    if (advance(this.#live, this.rule, window.timeAt(index), this.#judge(window, index), this.#episodes)) {
      this.isDirty = true;
    }
  }

  /** Readings were added in the middle of the window: goes through all of it again. */
  replay(window: ReadingWindow): void {
    this.#live = copyProgress(this.#base);
    this.#episodes = this.#live.open === null ? [] : [this.#live.open];
    for (let index = 0; index < window.size; index += 1) this.append(window, index);
    this.isDirty = true;
  }

  /** The oldest reading of the window is about to be forgotten. */
  forgetOldest(window: ReadingWindow): void {
    advance(this.#base, this.rule, window.timeAt(0), this.#judge(window, 0), []);
  }

  /**
   * Starts from what the database knows: `findings` of this rule and stream that reach into the window, which begins
   * after `from`. Episodes that ended without ever being told are history by now; one that goes on is told next.
   */
  restore(findings: readonly Finding[], from: number, window: ReadingWindow): void {
    for (const finding of findings) this.#told.set(finding.onsetAt, finding);
    const reachingIn = findings.findLast(
      ({ onsetAt, clearedAt }) => onsetAt < from && (clearedAt === null || clearedAt > from),
    );
    if (reachingIn !== undefined) this.#base = progressOf(reachingIn, from);
    this.replay(window);
    for (const episode of this.#episodes) {
      if (this.#told.has(episode.onsetAt) || episode === this.#live.open) continue;
      this.#told.set(episode.onsetAt, this.#toFinding(episode, null, Number.POSITIVE_INFINITY));
    }
  }

  /** What changed since the last call, judged at `now`. Forgets episodes that ended by `keepFrom`. */
  changes(window: ReadingWindow, now: number, keepFrom: number): FindingChange[] {
    const untold = new Map(this.#told);
    for (const { onsetAt } of this.#episodes) untold.delete(onsetAt);
    const changes: FindingChange[] = [];
    for (const episode of this.#episodes) {
      const replaced = [...untold.values()].filter((finding) => overlaps(finding, episode));
      for (const { onsetAt } of replaced) {
        untold.delete(onsetAt);
        this.#told.delete(onsetAt);
      }
      const before = this.#told.get(episode.onsetAt) ?? replaced[0] ?? null;
      const after = this.#toFinding(episode, before, now);
      this.#told.set(episode.onsetAt, after);
      if (before !== null && replaced.length === 0 && isSame(before, after)) continue;
      const supersedes = replaced.map(({ onsetAt }) => onsetAt);
      changes.push({ before, after, supersedes, explanation: explain(this.rule, episode, window) });
    }
    for (const before of untold.values()) {
      this.#told.delete(before.onsetAt);
      changes.push({ before, after: null, supersedes: [], explanation: null });
    }
    this.#episodes = this.#episodes.filter((episode) => {
      const isKept = !(episode.clearedAt <= keepFrom);
      if (!isKept) this.#told.delete(episode.onsetAt);
      return isKept;
    });
    this.isDirty = false;
    return changes;
  }

  #judge(window: ReadingWindow, index: number): Judgement {
    return judge(this.rule, window.firstAt(index), window.secondAt(index), window.factsAt(index));
  }

  #toFinding(episode: Episode, before: Finding | null, now: number): Finding {
    const { rule } = this;
    // Late is not old news: current is what the newest reading does not contradict and what is young enough to matter.
    const isCurrent =
      episode === this.#live.open &&
      Number.isNaN(this.#live.recoveringSince) &&
      now - episode.lastBreachAt <= rule.relevanceMs;
    const lane = before?.lane === 'physiological' || isCurrent ? 'physiological' : 'late';
    const isPageable = before?.isPageable === true || (isCurrent && !Number.isNaN(episode.pageAt));
    const isAwaiting = episode.confirmation === 'awaiting' && lane === 'physiological' && !isPageable;
    return {
      ruleId: rule.id,
      ruleSet: rule.ruleSet,
      ruleVersion: rule.ruleVersion,
      stream: rule.stream,
      onsetAt: episode.onsetAt,
      clearedAt: Number.isNaN(episode.clearedAt) ? null : episode.clearedAt,
      lastBreachAt: episode.lastBreachAt,
      lane,
      severity: episode.severity,
      confirmation: episode.confirmation,
      isPageable,
      repeatWithinMs: isAwaiting && rule.paging.when === 'confirmed' ? rule.paging.withinMs : null,
    };
  }
}

/** What one reading alone says, where it is too old for the window or stands outside it. */
export const judgeAlone = (
  rule: ActiveRule,
  reading: { at: number; first: number; second: number; facts: number },
): Episode | null => {
  const judgement = judge(rule, reading.first, reading.second, reading.facts);
  if (judgement < JUDGEMENTS.breach) return null;
  const episodes: Episode[] = [];
  advance(noProgress(), rule, reading.at, judgement, episodes);
  return episodes[0] ?? null;
};

const progressOf = (finding: Finding, from: number): Progress => ({
  runStartAt: finding.onsetAt,
  lastAt: from,
  recoveringSince: Number.NaN,
  open: {
    onsetAt: finding.onsetAt,
    lastBreachAt: finding.lastBreachAt,
    clearedAt: Number.NaN,
    pageAt: finding.isPageable ? finding.lastBreachAt : Number.NaN,
    severity: finding.severity,
    confirmation: finding.confirmation,
  },
});

const overlaps = (finding: Finding, episode: Episode): boolean =>
  !(finding.onsetAt > episode.clearedAt) && !(finding.clearedAt !== null && finding.clearedAt < episode.onsetAt);

const isSame = (a: Finding, b: Finding): boolean =>
  a.clearedAt === b.clearedAt &&
  a.lastBreachAt === b.lastBreachAt &&
  a.lane === b.lane &&
  a.severity === b.severity &&
  a.confirmation === b.confirmation &&
  a.isPageable === b.isPageable;
