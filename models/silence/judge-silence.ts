import type { Severity } from '#contracts/alert.ts';
import { RAISE_AGAIN_AFTER_MS } from '../rules/raise-again.ts';
import { listenedFor, type Stretch } from './listening.ts';

/** Three intervals without a reading warn. Worked example: a 5-minute sensor after 15 min, a cuff used twice a day after 36 h. */
export const WARN_AFTER_INTERVALS = 3;
/** Six are urgent. Worked example: a 15-minute sensor silent since 10:00 warns at 10:45 and is urgent at 11:30. */
export const URGENT_AFTER_INTERVALS = 6;

export const SILENCE_SOURCE =
  'No reading in 3 times the expected interval warns, in 6 times it is urgent (15 and 30 min for a 5-minute glucose sensor: Nightscout)';

/** What the time since the last reading says. Times in ms. */
export type Silence = {
  /** Null while readings come as expected. */
  severity: Extract<Severity, 'moderate' | 'high'> | null;
  /** When it turned, or will turn, from quiet to silent. */
  onsetAt: number;
  /** When the answer changes if no reading comes; null when it cannot get worse. */
  changesAt: number | null;
};

/**
 * Judges at `now` how long nothing came `since` the last reading, where one is expected each `everyMs`. Time in which we
 * were deaf does not count: worked example: a 15-minute sensor last heard at 10:00, our gateway away from 10:30 to 11:30,
 * warns at 11:45.
 */
export const judgeSilence = (since: number, everyMs: number, now: number, deaf: readonly Stretch[] = []): Silence => {
  const onsetAt = listenedFor(since, WARN_AFTER_INTERVALS * everyMs, deaf);
  const urgentAt = listenedFor(since, URGENT_AFTER_INTERVALS * everyMs, deaf);
  if (now < onsetAt) return { severity: null, onsetAt, changesAt: onsetAt };
  return now < urgentAt
    ? { severity: 'moderate', onsetAt, changesAt: urgentAt }
    : { severity: 'high', onsetAt, changesAt: null };
};

/**
 * When a silence that goes on is raised again whose alert a person closed: who closes it has done something about it, and
 * three more readings have to be missed, as for a new silence. Worked example: a 5-minute sensor after 30 min (a new
 * sensor warms up), a cuff used twice a day after 36 h.
 */
export const raisedAgainAt = (closedAt: number, everyMs: number, deaf: readonly Stretch[]): number =>
  listenedFor(closedAt, Math.max(WARN_AFTER_INTERVALS * everyMs, RAISE_AGAIN_AFTER_MS), deaf);

/** So long a device has to be heard before it is judged, once we can hear again: an interval, or an hour. */
const RECONNECTING_MS = 3_600_000;

/** When a device may be judged that could be heard since `listeningSince`. */
export const judgedFrom = (listeningSince: number, everyMs: number): number =>
  listeningSince + Math.min(everyMs, RECONNECTING_MS);
