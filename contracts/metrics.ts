import { z } from 'zod';
import { Instant } from './ids.ts';

/** Why there is no value. */
export const WITHHELD_REASONS = [
  'no-readings',
  'too-few-readings',
  'too-few-days',
  'too-little-wear',
  'no-readings-at-rest',
] as const;
export type WithheldReason = (typeof WITHHELD_REASONS)[number];

/** A value, or the reason why the readings do not suffice for it. */
const metric = <T extends z.ZodType>(value: T) =>
  z.union([
    z.strictObject({ value, reason: z.null() }),
    z.strictObject({ value: z.null(), reason: z.enum(WITHHELD_REASONS) }),
  ]);
export type Metric<T> = { value: T; reason: null } | { value: null; reason: WithheldReason };

const Percent = z.number();
const period = { from: Instant, to: Instant, readings: z.int() };

/** Shares of time in %: < 54, 54-69, 70-180, 181-250, > 250 mg/dL. LOINC 104642-4, 104641-6, 97510-2, 104640-8, 104639-0. */
export const TimeInRanges = z.strictObject({
  veryLow: Percent,
  low: Percent,
  inRange: Percent,
  high: Percent,
  veryHigh: Percent,
});
export type TimeInRanges = z.infer<typeof TimeInRanges>;

/** Shares of time in %: < 54, 54-62, 63-140, > 140 mg/dL. */
export const TimeInPregnancyRanges = z.strictObject({
  veryLow: Percent,
  low: Percent,
  inRange: Percent,
  high: Percent,
});
export type TimeInPregnancyRanges = z.infer<typeof TimeInPregnancyRanges>;

/** How often, and how many of them without a break for more than 120 min. */
const EpisodeCount = z.strictObject({ count: z.int(), prolonged: z.int() });

export const GlucoseEpisodes = z.strictObject({
  below70: EpisodeCount,
  below54: EpisodeCount,
  above180: EpisodeCount,
  above250: EpisodeCount,
});

/** Of a sensor's readings alone: what a finger-stick says is said when somebody thought of it. mg/dL where not %. */
export const GlucoseMetrics = z.strictObject({
  ...period,
  /** Days from the first to the last reading, and the share of readings of that time that came, in %. */
  activity: metric(z.strictObject({ days: z.number(), percent: Percent })),
  timeInRanges: metric(TimeInRanges),
  timeInPregnancyRanges: metric(TimeInPregnancyRanges),
  mean: metric(z.number()),
  standardDeviation: metric(z.number()),
  coefficientOfVariation: metric(Percent),
  /** LOINC 97506-0. */
  glucoseManagementIndicator: metric(Percent),
  meanAmplitudeOfExcursions: metric(z.number()),
  meanOfDailyDifferences: metric(z.number()),
  lowBloodGlucoseIndex: metric(z.number()),
  highBloodGlucoseIndex: metric(z.number()),
  glycaemiaRiskIndex: metric(z.number()),
  episodes: metric(GlucoseEpisodes),
});
export type GlucoseMetrics = z.infer<typeof GlucoseMetrics>;

const Pressure = z.strictObject({ systolic: z.number(), diastolic: z.number() });
const Spread = z.strictObject({
  standardDeviation: z.number(),
  coefficientOfVariation: Percent,
  averageRealVariability: z.number(),
});

export const DIPPING_PATTERNS = ['extreme', 'normal', 'reduced', 'rising'] as const;

/** Of cuff readings alone, in mmHg. */
export const BloodPressureMetrics = z.strictObject({
  ...period,
  /** Of the seven local days up to `to`, without the first. */
  homeMean: metric(z.strictObject({ ...Pressure.shape, readings: z.int(), days: z.int() })),
  /** Of the 24 hours up to the newest reading. */
  ambulatory: metric(
    z.strictObject({
      full: Pressure,
      day: Pressure,
      night: Pressure,
      dipping: z.strictObject({ percent: Percent, pattern: z.enum(DIPPING_PATTERNS) }),
      morningSurge: z.number().nullable(),
    }),
  ),
  variability: metric(z.strictObject({ systolic: Spread, diastolic: Spread })),
});
export type BloodPressureMetrics = z.infer<typeof BloodPressureMetrics>;

export const HeartRateMetrics = z.strictObject({
  ...period,
  /** Beats per minute, and on how many days there were readings at rest. LOINC 40443-4. */
  resting: metric(z.strictObject({ value: z.number(), days: z.int() })),
});
export type HeartRateMetrics = z.infer<typeof HeartRateMetrics>;

export const PatientMetrics = z.strictObject({
  glucose: GlucoseMetrics,
  bloodPressure: BloodPressureMetrics,
  heartRate: HeartRateMetrics,
});
export type PatientMetrics = z.infer<typeof PatientMetrics>;

/** Without `from`: the last 14 days of glucose, and 7 of the rest. At most 31 days. */
export const MetricsQuery = z.strictObject({ from: Instant.optional(), to: Instant.optional() });
export type MetricsQuery = z.infer<typeof MetricsQuery>;
