/** One lag, and the sampling that the forecaster was trained on. */
export const STEP_MS = 15 * 60_000;
/** Readings that a forecast looks back on, the current one included: 1 h 45 min. */
export const LAGS = 8;
/** A longer hole inside the lags and the forecaster abstains. */
export const MAX_GAP_MS = 30 * 60_000;
/** Below this is a low (ADA level 1; 3.9 mmol/L). */
export const LOW_MGDL = 70;

/** How far back the means of what led here go, hours. */
export const TRAIL_HOURS = [1, 3, 6, 12, 24] as const;
/** How far back the lowest and the highest reading are looked for, hours. */
export const RANGE_HOURS = [3, 6] as const;
/** Minutes after this time of the days before whose glucose is looked at, each half an hour on: what a meal did then. */
export const PROFILE_MINUTES = [30, 60, 90] as const;

/** Names of the values in a feature row, in order. All glucose in mg/dL; `personal` is the last 72 h at most. */
export const FEATURE_NAMES: readonly string[] = [
  'glucose',
  ...Array.from({ length: LAGS - 1 }, (_, i) => `change-to-lag-${i + 1}`),
  'clock-sin',
  'clock-cos',
  'clock-sin-twice',
  'clock-cos-twice',
  'personal-mean',
  'personal-deviation',
  'personal-share-low',
  'personal-share-high',
  'personal-log-hours',
  'swing-15min-day',
  'swing-15min-personal',
  'swing-60min-personal',
  'momentum-personal',
  ...TRAIL_HOURS.map((hours) => `above-mean-${hours}h`),
  'change-of-2h-mean',
  ...RANGE_HOURS.flatMap((hours) => [`to-lowest-${hours}h`, `to-highest-${hours}h`]),
  'profile-level',
  ...PROFILE_MINUTES.map((minutes) => `profile-after-${minutes}min`),
];
export const FEATURE_COUNT = FEATURE_NAMES.length;
