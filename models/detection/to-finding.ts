import type { RuleId, RuleSetId } from '#contracts/rule.ts';
import type { Stream } from '../rules/rule.ts';
import type { Episode } from './episode.ts';
import type { Finding } from './finding.ts';

/** Whose finding it is. */
type OfRule = { id: RuleId; ruleSet: RuleSetId; ruleVersion: string; stream: Stream };

const orNull = (at: number): number | null => (Number.isNaN(at) ? null : at);

/**
 * What is known about an episode now. Late is not old news: `isCurrent` is what the newest reading does not contradict
 * and what is young enough to matter; once it was told as current, or paged about, it stays so.
 */
export const toFinding = (
  rule: OfRule,
  episode: Episode,
  before: Finding | null,
  isCurrent: boolean,
  repeatWithinMs: number | null,
): Finding => {
  const lane = before?.lane === 'physiological' || isCurrent ? 'physiological' : 'late';
  const isPageable = before?.isPageable === true || (isCurrent && !Number.isNaN(episode.pageAt));
  const isAwaiting = episode.confirmation === 'awaiting' && lane === 'physiological' && !isPageable;
  return {
    ruleId: rule.id,
    ruleSet: rule.ruleSet,
    ruleVersion: rule.ruleVersion,
    stream: rule.stream,
    onsetAt: episode.onsetAt,
    clearedAt: orNull(episode.clearedAt),
    lastBreachAt: episode.lastBreachAt,
    lane,
    severity: episode.severity,
    worsenedAt: orNull(episode.worsenedAt),
    confirmation: episode.confirmation,
    isPageable,
    repeatWithinMs: isAwaiting ? repeatWithinMs : null,
  };
};
