import type { Severity } from '#contracts/alert.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How long a message about an alert may be under way. `tellAfterMs`: then others are told that it has not arrived; for
 * critical alerts the 120 s after which IEC 60601-1-8 wants a failed alarm signal known. `giveUpAfterMs`: then it is not
 * tried any more; a mail server that restarts loses nothing, and nobody is woken for what is over.
 */
export const PATIENCE = {
  critical: { tellAfterMs: 2 * MINUTE_MS, giveUpAfterMs: HOUR_MS },
  high: { tellAfterMs: 10 * MINUTE_MS, giveUpAfterMs: 4 * HOUR_MS },
  moderate: { tellAfterMs: HOUR_MS, giveUpAfterMs: 24 * HOUR_MS },
} as const satisfies Record<Severity, { tellAfterMs: number; giveUpAfterMs: number }>;

/** The longest that one attempt may take, its connection included. */
export const ATTEMPT_TIMEOUT_MS = 10 * SECOND_MS;

/** A claimed message is due again after this: longer than an attempt, so that only a dead sender's is sent twice. */
export const CLAIM_LASTS_MS = ATTEMPT_TIMEOUT_MS + 10 * SECOND_MS;

const FIRST_DELAY_MS = 2 * SECOND_MS;
const LONGEST_DELAY_MS = { critical: 30 * SECOND_MS, high: MINUTE_MS, moderate: 10 * MINUTE_MS } as const;

/**
 * How long to wait after attempt number `attempts` failed: 2 s, 4 s, 8 s … up to the severity's longest, of which a random
 * half is taken off so that a service that is back is not met by everybody at once; never sooner than the service asks.
 *
 * @example delayAfter('critical', 3, null, 0.5) // 8 s · 0.75 = 6 000
 */
export const delayAfter = (
  severity: Severity,
  attempts: number,
  retryAfterMs: number | null,
  random = Math.random(),
): number => {
  const longest = LONGEST_DELAY_MS[severity];
  const backOff = Math.min(longest, FIRST_DELAY_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.max(Math.round(backOff * (1 - random / 2)), Math.min(retryAfterMs ?? 0, longest));
};
