import type { Explanation, Severity } from '#contracts/alert.ts';
import type { RuleId, RuleSetId } from '#contracts/rule.ts';
import type { FindingChange } from '#models/detection/finding.ts';
import { ruleSets } from '#models/rules/rule-sets.ts';

type Technical = {
  ruleId: RuleId;
  severity: Severity;
  source: string;
  reason: string;
  device?: NonNullable<Explanation['device']>;
  delivery?: NonNullable<Explanation['delivery']>;
};

/** A finding about the service or a device, not about the body: in a lane of its own, and never paged by itself. */
export const technicalChange = (
  ruleSet: RuleSetId,
  onsetAt: number,
  { ruleId, severity, source, reason, device, delivery }: Technical,
) => {
  const ruleVersion = ruleSets[ruleSet].version;
  const explanation: Explanation = {
    ...{ ruleId, ruleSet, ruleVersion, source, reason },
    ...(device === undefined ? {} : { device }),
    ...(delivery === undefined ? {} : { delivery }),
    contributions: [],
    comparisons: [],
  };
  return {
    before: null,
    after: {
      ...{ ruleId, ruleSet, ruleVersion, severity, onsetAt },
      stream: null,
      clearedAt: null,
      lastBreachAt: onsetAt,
      worsenedAt: null,
      lane: 'technical',
      confirmation: 'none',
      isPageable: false,
      repeatWithinMs: null,
    },
    supersedes: [],
    explanation,
  } satisfies FindingChange;
};
