import type { Severity } from '#contracts/alert.ts';
import type { COMPARATORS } from '#contracts/reading.ts';
import type { RuleId, RuleSetId } from '#contracts/rule.ts';
import type { SwitchableLayer, ThresholdKey } from '#contracts/threshold.ts';
import type { IrregularPulseRule } from '../rhythm/irregular-pulse.ts';
import type { BaselineRule } from './baseline.ts';
import type { HomeMeanRule } from './home-mean.ts';

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
  override?: { key: ThresholdKey; mayRelax: boolean };
};

/** Crisis rules watch every patient; what stands above them may be switched off for one. */
export type Layer = 'crisis' | SwitchableLayer;

/** What a reading is held against. */
export type Band<C extends Comparison = Comparison> = {
  /** A reading breaks the band when it breaks any one of these. */
  comparisons: readonly C[];
  /** A meter's LO (`<`) or HI (`>`): breaks the band and is waited for no longer, whatever number came with it. */
  beyondLimit?: (typeof COMPARATORS)[number];
  /**
   * Only readings at rest count, never with steps or marked as active. `known`: marked as rest, or counted without a
   * step; `assumed`: also where the device says nothing about activity.
   */
  rest?: 'known' | 'assumed';
};

/** When a clinician is paged about a finding that is raised and shown already. */
export type Paging =
  | { when: 'never' }
  | { when: 'at-once' }
  /** On a repeat that is as bad (`repeatAfterMs` later or more), on symptoms, or when no repeat has come by `withinMs`. */
  | { when: 'confirmed'; repeatAfterMs: number; withinMs: number }
  /** When a reading this long after the onset still breaks the rule; the severity rises to `severity` then. */
  | { when: 'sustained'; afterMs: number; severity: Severity }
  /** On symptoms only. These, and a repeat that is as bad (`repeatAfterMs` later or more), raise it to `severity`. */
  | { when: 'symptoms'; repeatAfterMs: number; severity: Severity };

export type Rule<C extends Comparison = Comparison> = Band<C> & {
  id: RuleId;
  stream: Stream;
  layer: Layer;
  /** Where the numbers come from. */
  source: string;
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
  /**
   * A worse band of the same rule, of the crisis layer. Unbroken for `raiseAfterMs` it raises the episode to `severity`
   * and pages; such an episode is over when this band is.
   */
  severe?: Band<C> & { severity: Severity };
};

/** Rules that one patient is judged by; findings carry the id and version. */
export type RuleSet = {
  id: RuleSetId;
  version: string;
  rules: readonly Rule[];
  homeMean: HomeMeanRule;
  irregularPulse: IrregularPulseRule;
  baselines: readonly BaselineRule[];
};

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
