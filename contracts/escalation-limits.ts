import type { Severity } from './alert.ts';

/** How many tiers a policy may have. */
export const MOST_TIERS = 6;

/** How many targets a tier may have. */
export const MOST_TARGETS = 10;

/** The longest deadline of a tier in minutes. Only what is moderate may wait for a working day. */
export const LONGEST_ANSWER_MINUTES = {
  critical: 60,
  high: 24 * 60,
  moderate: 7 * 24 * 60,
} as const satisfies Record<Severity, number>;

/**
 * How long it may take until something has reached one of those who were called, in minutes; then the next tier is called
 * at once. Half of the 120 s after which IEC 60601-1-8 wants a failed alarm signal known: what tells of it is the next
 * call. A moderate alert waits for working hours, and nobody has a page open at night: null.
 */
export const REACH_WITHIN_MINUTES = {
  critical: 1,
  high: 10,
  moderate: null,
} as const satisfies Record<Severity, number | null>;

/** How often those who were called are told again; an urgent low on a glucose receiver repeats every five minutes, too. */
export const REMIND_EVERY_MINUTES = {
  critical: 5,
  high: null,
  moderate: null,
} as const satisfies Record<Severity, number | null>;

/** A critical alert that nobody answered is called through again, and no sooner than this after it was called first. */
export const ROUND_LASTS_AT_LEAST_MINUTES = 5;
