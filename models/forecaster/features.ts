/** One lag, and the sampling that the forecaster was trained on. */
export const STEP_MS = 15 * 60_000;
/** Readings that a forecast looks back on, the current one included: 1 h 45 min. */
export const LAGS = 8;
/** A longer hole inside the lags and the forecaster abstains. */
export const MAX_GAP_MS = 30 * 60_000;
/** Below this is a low (ADA level 1; 3.9 mmol/L). */
export const LOW_MGDL = 70;

/** Minutes after this time of yesterday (and of the day before) whose glucose is looked at: what a meal did then. */
export const SAME_TIME_MINUTES = [15, 30, 45, 60, 90] as const;

const sameTime = (day: string) => [
  `${day}-known`,
  `${day}-level`,
  ...SAME_TIME_MINUTES.map((minutes) => `${day}-after-${minutes}min`),
];

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
  ...sameTime('yesterday'),
  ...sameTime('day-before'),
];
export const FEATURE_COUNT = FEATURE_NAMES.length;
