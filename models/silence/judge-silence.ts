import type { Severity } from '#contracts/alert.ts';

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

/** Judges at `now` how long nothing came `since` the last reading, where one is expected each `everyMs`. */
export const judgeSilence = (since: number, everyMs: number, now: number): Silence => {
  const onsetAt = since + WARN_AFTER_INTERVALS * everyMs;
  const urgentAt = since + URGENT_AFTER_INTERVALS * everyMs;
  if (now < onsetAt) return { severity: null, onsetAt, changesAt: onsetAt };
  return now < urgentAt
    ? { severity: 'moderate', onsetAt, changesAt: urgentAt }
    : { severity: 'high', onsetAt, changesAt: null };
};
