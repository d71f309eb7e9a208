import type { Severity } from '#contracts/alert.ts';
import type { COMPARATORS } from '#contracts/reading.ts';
import type { RuleId, RuleSetId } from '#contracts/rule.ts';
import type { ThresholdOverrides } from '#contracts/threshold.ts';

/**
 * Readings that may be judged together: one way of measuring one quantity. A cuffless pressure says nothing about a
 * cuff's finding, nor a sensor about a finger-stick's, so each has its own stream.
 */
export const STREAMS = ['cuff', 'cuffless', 'capillary', 'interstitial', 'heart-rate'] as const;
export type Stream = (typeof STREAMS)[number];

export type Quantity = 'systolic' | 'diastolic' | 'glucose' | 'heartRate';
export type Operator = '<' | '<=' | '>' | '>=';

export type Comparison = {
  quantity: Quantity;
  operator: Operator;
  /** In canonical units. Compared with the reading as it is displayed: whole mmHg or beats, glucose in its unit. */
  threshold: number;
  /** How far back across the threshold a reading must be to count as recovered. */
  clearBand: number;
  /** What a clinician may set instead for one patient; a critical floor can only be made more sensitive. */
  override?: { key: keyof ThresholdOverrides; mayRelax: boolean };
};

/** When a clinician is paged about a finding that is raised and shown already. */
export type Paging =
  | { when: 'never' }
  | { when: 'at-once' }
  /** On a repeat that is as bad (`repeatAfterMs` later or more), on symptoms, or when no repeat has come by `withinMs`. */
  | { when: 'confirmed'; repeatAfterMs: number; withinMs: number }
  /** When a reading this long after the onset still breaks the rule; the severity rises to `severity` then. */
  | { when: 'sustained'; afterMs: number; severity: Severity };

export type Rule = {
  id: RuleId;
  stream: Stream;
  /** Where the numbers come from. */
  source: string;
  /** A reading breaks the rule when it breaks any one of these. */
  comparisons: readonly Comparison[];
  /** A meter's LO (`<`) or HI (`>`): breaks the rule and is paged at once, whatever number came with it. */
  beyondLimit?: (typeof COMPARATORS)[number];
  /** Only readings at rest count: no steps, and not marked as active. */
  atRest?: true;
  severity: Severity;
  /** Unbroken breaches must span this long before the finding is raised; 0: the first one raises it. */
  raiseAfterMs: number;
  paging: Paging;
  /** Readings beyond the clear band must hold this long before the condition counts as ended. */
  clearAfterMs: number;
  /** After a longer silence the next breach is a new onset, and two breaches no longer belong together. */
  gapMs: number;
  /** A reading older than this when it arrives is history: its finding goes to the late lane. */
  relevanceMs: number;
};

/** Rules that one patient is judged by; findings carry the id and version. */
export type RuleSet = { id: RuleSetId; version: string; rules: readonly Rule[] };

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/**
 * A condition that goes on is raised again this long after its alert was closed; glucose sensors repeat an urgent low
 * when it is still low 30 min after it was confirmed (Dexcom G5, user guide). Worked example: glucose 50, the alert
 * resolved at 10:10; 49 at 10:30 adds nothing, 48 at 10:40 raises a new alert.
 */
export const RAISE_AGAIN_AFTER_MS = 30 * MINUTE_MS;
