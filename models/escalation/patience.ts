import type { Severity } from '#contracts/alert.ts';

const MINUTE_MS = 60_000;

/**
 * How long it may take until something has reached one of those who were called; then the next tier is called at once.
 * Half of the 120 s after which IEC 60601-1-8 wants a failed alarm signal known: what tells of it is the next call. A
 * moderate alert waits for working hours, and nobody has a page open at night: null.
 */
export const REACH_WITHIN_MS = {
  critical: MINUTE_MS,
  high: 10 * MINUTE_MS,
  moderate: null,
} as const satisfies Record<Severity, number | null>;

/** How often those who were called are told again; an urgent low on a glucose receiver repeats every five minutes, too. */
export const REMIND_EVERY_MS = {
  critical: 5 * MINUTE_MS,
  high: null,
  moderate: null,
} as const satisfies Record<Severity, number | null>;

/** A critical alert that nobody answered is called through again, and no sooner than this after it was called first. */
export const ROUND_LASTS_AT_LEAST_MS = 5 * MINUTE_MS;
