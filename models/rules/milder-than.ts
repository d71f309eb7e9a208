import type { RuleId } from '#contracts/rule.ts';
import { DAY_MS, HOUR_MS } from './rule.ts';

/** The rule whose alert says what a milder one would, and how long after its newest reading it still does. */
export type WorseRule = { ruleId: RuleId; speaksForMs: number };

/** A finger-stick goes on until the next one: after so long without another it speaks for nothing any more. */
const GLUCOSE_MS = 2 * HOUR_MS;

/**
 * A milder rule is no news of its own while an alert of the worse one is about a condition that goes on. Worked example:
 * a pressure that has risen from 128 to 141 is above the target as the mean of a week; that it has left this patient's
 * usual range says no more. A rise from 112 to 126 is raised.
 */
export const MILDER_THAN: ReadonlyMap<RuleId, WorseRule> = new Map([
  ['glucose.low-1', { ruleId: 'glucose.low-2', speaksForMs: GLUCOSE_MS }],
  ['glucose.high-2', { ruleId: 'glucose.high-crisis', speaksForMs: GLUCOSE_MS }],
  // Both judge days, the mean those with readings only.
  ['bp.baseline', { ruleId: 'bp.home-mean', speaksForMs: 7 * DAY_MS }],
]);
