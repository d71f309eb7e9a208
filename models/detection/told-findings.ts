import type { Explanation } from '#contracts/alert.ts';
import { MINUTE_MS } from '../rules/rule.ts';
import type { Episode } from './episode.ts';
import type { Finding, FindingChange } from './finding.ts';

/** What was told about the episodes of one rule and stream, so that every change is told once. */
export class ToldFindings {
  readonly #told = new Map<number, Finding>();

  get isEmpty(): boolean {
    return this.#told.size === 0;
  }

  has(onsetAt: number): boolean {
    return this.#told.has(onsetAt);
  }

  /** Takes a finding as told: by an earlier process, or as history that nobody is told about any more. */
  remember(finding: Finding): void {
    this.#told.set(finding.onsetAt, finding);
  }

  /** Forgets what ended by `keepFrom`: it changes no more. */
  forget(keepFrom: number): void {
    for (const { onsetAt, clearedAt } of this.#told.values()) {
      if (clearedAt !== null && clearedAt <= keepFrom) this.#told.delete(onsetAt);
    }
  }

  /** What is new about these episodes, which are all that there are, oldest first. */
  changes<E extends Episode>(
    episodes: readonly E[],
    toFinding: (episode: E, before: Finding | null) => Finding,
    explain: (episode: E, isNew: boolean) => Explanation | null,
  ): FindingChange[] {
    const untold = new Map(this.#told);
    for (const { onsetAt } of episodes) untold.delete(onsetAt);
    const changes: FindingChange[] = [];
    for (const episode of episodes) {
      const replaced = [...untold.values()].filter((finding) => overlaps(finding, episode));
      for (const { onsetAt } of replaced) {
        untold.delete(onsetAt);
        this.#told.delete(onsetAt);
      }
      const before = this.#told.get(episode.onsetAt) ?? replaced[0] ?? null;
      const after = toFinding(episode, before);
      if (before !== null && replaced.length === 0 && isSame(before, after)) continue;
      this.#told.set(episode.onsetAt, after);
      const supersedes = replaced.map(({ onsetAt }) => onsetAt);
      changes.push({ before, after, supersedes, explanation: explain(episode, before === null) });
    }
    for (const before of untold.values()) {
      this.#told.delete(before.onsetAt);
      changes.push({ before, after: null, supersedes: [], explanation: null });
    }
    return changes;
  }
}

const overlaps = (finding: Finding, episode: Episode): boolean =>
  !(finding.onsetAt > episode.clearedAt) && !(finding.clearedAt !== null && finding.clearedAt < episode.onsetAt);

/** That something moderate goes on is written down so often, and not at each of a night's readings. */
const TELL_AGAIN_MS = 15 * MINUTE_MS;

const isSame = (before: Finding, after: Finding): boolean => {
  const wentOnMs = after.lastBreachAt - before.lastBreachAt;
  const isNoNews = wentOnMs === 0 || (after.severity === 'moderate' && wentOnMs > 0 && wentOnMs < TELL_AGAIN_MS);
  return (
    isNoNews &&
    before.clearedAt === after.clearedAt &&
    before.lane === after.lane &&
    before.severity === after.severity &&
    before.worsenedAt === after.worsenedAt &&
    before.confirmation === after.confirmation &&
    before.isPageable === after.isPageable
  );
};
