import type { Severity } from '#contracts/alert.ts';
import {
  REACH_WITHIN_MINUTES,
  REMIND_EVERY_MINUTES,
  ROUND_LASTS_AT_LEAST_MINUTES,
} from '#contracts/escalation-limits.ts';

const MINUTE_MS = 60_000;

const inMs = (minutes: number | null): number | null => (minutes === null ? null : minutes * MINUTE_MS);

const ofEach = (minutes: Readonly<Record<Severity, number | null>>): Readonly<Record<Severity, number | null>> => ({
  critical: inMs(minutes.critical),
  high: inMs(minutes.high),
  moderate: inMs(minutes.moderate),
});

/** {@link REACH_WITHIN_MINUTES} in ms. */
export const REACH_WITHIN_MS = ofEach(REACH_WITHIN_MINUTES);

/** {@link REMIND_EVERY_MINUTES} in ms. */
export const REMIND_EVERY_MS = ofEach(REMIND_EVERY_MINUTES);

export const ROUND_LASTS_AT_LEAST_MS = ROUND_LASTS_AT_LEAST_MINUTES * MINUTE_MS;
