import type { Confirmation, Explanation, Lane, Severity } from '#contracts/alert.ts';
import type { RuleId, RuleSetId } from '#contracts/rule.ts';
import type { Stream } from '../rules/rule.ts';

/** What a finding about a device, an expectation or a way to a person is about: no reading settles it. */
export type TechnicalStream = `${'device' | 'plan' | 'channel'}:${string}`;

/** What is known about one finding at one moment. Its identity is patient, rule and onset. */
export type Finding = {
  ruleId: RuleId;
  ruleSet: RuleSetId;
  ruleVersion: string;
  /** Null where no later reading can change the finding: too old for the window, or from quarantine. */
  stream: Stream | TechnicalStream | null;
  onsetAt: number;
  clearedAt: number | null;
  lastBreachAt: number;
  lane: Lane;
  severity: Severity;
  /** The reading that raised the severity above what the rule begins with; null where none did. */
  worsenedAt: number | null;
  confirmation: Confirmation;
  /** There is a reason to page a clinician now; once true it stays. */
  isPageable: boolean;
  /** While a confirming repeat is awaited: how long until a clinician is paged without one. */
  repeatWithinMs: number | null;
};

/**
 * One change of what is known. `before` is null where the finding is new, `after` is null where later data took it
 * back. `supersedes` are onsets of the same episode that an earlier one took the place of.
 */
export type FindingChange = {
  before: Finding | null;
  after: Finding | null;
  supersedes: readonly number[];
  explanation: Explanation | null;
};
