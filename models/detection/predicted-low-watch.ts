import type { Explanation } from '#contracts/alert.ts';
import type { RuleSetId } from '#contracts/rule.ts';
import { PREDICTED_LOW } from '../rules/predicted-low.ts';
import { ruleSets } from '../rules/rule-sets.ts';
import type { Finding, FindingChange } from './finding.ts';

/** What the forecaster says at one sensor reading. */
export type LowForecast = {
  observationId: string;
  at: number;
  glucose: number;
  isLowPredicted: boolean;
  forecast: NonNullable<Explanation['forecast']>;
  /** What is usual for the patient at this time of day. */
  usual?: NonNullable<Explanation['usual']> | undefined;
};

/** The finding `glucose.predicted-low` of one patient. Unlike the rules it looks only at the newest reading. */
export class PredictedLowWatch {
  readonly #ruleSet: RuleSetId;
  #told: Finding | null = null;

  constructor(ruleSet: RuleSetId) {
    this.#ruleSet = ruleSet;
  }

  /** A predicted low is shown, and waits for what comes of it. */
  get isTold(): boolean {
    return this.#told !== null;
  }

  restore(told: Finding | null): void {
    this.#told = told;
  }

  /** The changes that the newest reading's forecast makes. */
  judge(newest: LowForecast, now: number): FindingChange[] {
    if (now - newest.at > PREDICTED_LOW.relevanceMs) return [];
    const isLowAhead = newest.isLowPredicted && newest.glucose >= PREDICTED_LOW.threshold;
    const told = this.#told;
    const isOver = told !== null && newest.at - told.lastBreachAt >= PREDICTED_LOW.clearAfterMs;
    const changes = isOver ? [this.#clear(told)] : [];
    if (isLowAhead && this.#told === null) changes.push(this.#raise(newest));
    else if (isLowAhead && told !== null) this.#told = { ...told, lastBreachAt: newest.at };
    return changes;
  }

  #raise(newest: LowForecast): FindingChange {
    const after: Finding = {
      ruleId: PREDICTED_LOW.id,
      ruleSet: this.#ruleSet,
      ruleVersion: ruleSets[this.#ruleSet].version,
      stream: 'interstitial',
      onsetAt: newest.at,
      clearedAt: null,
      lastBreachAt: newest.at,
      lane: 'predicted',
      severity: PREDICTED_LOW.severity,
      worsenedAt: null,
      confirmation: 'none',
      isPageable: false,
      repeatWithinMs: null,
    };
    this.#told = after;
    return { before: null, after, supersedes: [], explanation: this.#explain(newest) };
  }

  #clear(before: Finding): FindingChange {
    this.#told = null;
    const after = { ...before, clearedAt: before.lastBreachAt + PREDICTED_LOW.clearAfterMs };
    return { before, after, supersedes: [], explanation: null };
  }

  #explain({ observationId, at, glucose, forecast, usual }: LowForecast): Explanation {
    return {
      ruleId: PREDICTED_LOW.id,
      ruleSet: this.#ruleSet,
      ruleVersion: ruleSets[this.#ruleSet].version,
      source: PREDICTED_LOW.source,
      contributions: [{ observationId, effectiveAt: new Date(at).toISOString(), values: { glucose }, unit: 'mg/dL' }],
      comparisons: [{ quantity: 'glucose', operator: '<', threshold: PREDICTED_LOW.threshold }],
      forecast,
      ...(usual === undefined ? {} : { usual }),
    };
  }
}
