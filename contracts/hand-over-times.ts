import type { Severity } from './alert.ts';

const MINUTE_MS = 60_000;

/**
 * How long a colleague has to take an alert that is handed to them; then the giver is told that it is still theirs. Critical:
 * well within the 30 min after which what goes on comes back, so that the giver can still act. High: as long as a first tier
 * of what is critical has to answer. Moderate: as long as a first tier of what is high.
 */
export const TAKE_WITHIN_MS = {
  critical: 5 * MINUTE_MS,
  high: 15 * MINUTE_MS,
  moderate: 4 * 60 * MINUTE_MS,
} as const satisfies Record<Severity, number>;
