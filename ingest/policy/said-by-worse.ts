import type { RuleId } from '#contracts/rule.ts';
import type { FindingChange } from '#models/detection/finding.ts';
import { MILDER_THAN } from '#models/rules/milder-than.ts';
import { RAISE_AGAIN_AFTER_MS } from '#models/rules/raise-again.ts';
import type { Standing } from './decide.ts';

/**
 * Whether an alert of the worse rule says all that this change of a milder one would: then it raises nothing. Only what
 * would raise an alert waits for the worse one; an alert that is open follows its own finding.
 */
export const isSaidByWorse = (
  standingOf: (ruleId: RuleId) => Standing | undefined,
  ruleId: RuleId,
  { before, after }: FindingChange,
): boolean => {
  const worse = MILDER_THAN.get(ruleId);
  if (worse === undefined || after === null) return false;
  const isRaising = before === null || standingOf(ruleId)?.open === null;
  const standing = standingOf(worse.ruleId);
  return isRaising && standing !== undefined && saysItAll(standing, after.lastBreachAt, worse.speaksForMs);
};

/**
 * An alert about a worse condition says all that a milder rule would, while that goes on and shortly after: glucose
 * that rises again from 50 is below 70 for a while, and the same people know. The milder finding is kept; its alert is
 * raised if it still goes on then.
 */
const saysItAll = ({ open, lastClosedAt, ongoing }: Standing, at: number, speaksForMs: number): boolean => {
  if (open !== null && open.lane === 'late') return false;
  if (open === null && lastClosedAt === null) return false;
  // Closed by a person and still going on: it is for that rule to say when it is raised again.
  if (ongoing.size > 0) return [...ongoing.values()].some(({ lastBreachAt }) => at - lastBreachAt < speaksForMs);
  const endedAt = open === null ? lastClosedAt : open.clearedAt;
  return endedAt !== null && at - endedAt < RAISE_AGAIN_AFTER_MS;
};
