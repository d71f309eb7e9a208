import { z } from 'zod';
import { Instant } from './ids.ts';

export const READING_KINDS = ['blood-pressure', 'glucose', 'heart-rate'] as const;
export type ReadingKind = (typeof READING_KINDS)[number];

export const PRESSURE_UNITS = ['mmHg', 'kPa'] as const;
export const GLUCOSE_UNITS = ['mg/dL', 'mmol/L'] as const;
export type GlucoseUnit = (typeof GLUCOSE_UNITS)[number];
export const COMPARATORS = ['<', '>'] as const;
export const BP_METHODS = ['cuff', 'cuffless'] as const;
export const SPECIMENS = ['interstitial', 'capillary'] as const;
export const MEALS = ['fasting', 'before', 'after', 'bedtime'] as const;
export type Meal = (typeof MEALS)[number];
export const ACTIVITY_CONTEXTS = ['rest', 'active', 'unknown'] as const;

/**
 * What a device may say about a measurement's quality (Bluetooth SIG status bits, written out), and what a person may say
 * with it: that they feel unwell, and that it is the first of a seven-day series.
 */
export const READING_FLAGS = [
  'body-movement',
  'cuff-loose',
  'irregular-pulse',
  'pulse-out-of-range',
  'wrong-position',
  'sensor-fault',
  'symptoms',
  'battery-low',
  'series-start',
] as const;

const common = {
  messageId: z.string().min(1).max(64).optional(),
  seq: z.int().min(0).optional(),
  measuredAt: Instant,
  userSlot: z.int().min(0).max(255).optional(),
  flags: z.array(z.enum(READING_FLAGS)).max(READING_FLAGS.length).optional(),
};

/** One cuff (or cuffless) measurement: systolic and diastolic belong together and are never split. */
export const BloodPressureReading = z.strictObject({
  kind: z.literal('blood-pressure'),
  ...common,
  systolic: z.number(),
  diastolic: z.number(),
  meanArterial: z.number().optional(),
  pulse: z.number().optional(),
  unit: z.enum(PRESSURE_UNITS),
  method: z.enum(BP_METHODS).optional(),
});

/** A sensor or finger-stick glucose. A meter's LO and HI are `<` and `>` with the meter's limit as value. */
export const GlucoseReading = z.strictObject({
  kind: z.literal('glucose'),
  ...common,
  value: z.number(),
  comparator: z.enum(COMPARATORS).optional(),
  unit: z.enum(GLUCOSE_UNITS),
  specimen: z.enum(SPECIMENS),
  meal: z.enum(MEALS).optional(),
});

export const HeartRateReading = z.strictObject({
  kind: z.literal('heart-rate'),
  ...common,
  value: z.number(),
  unit: z.literal('/min'),
  context: z.enum(ACTIVITY_CONTEXTS).optional(),
  steps: z.int().min(0).max(1_000_000).optional(),
  rrIntervalsMs: z.array(z.number().min(0).max(65_535)).max(512).optional(),
});

/** One element of `kanhu/v1/{deviceId}/readings`. Ranges are judged afterwards, in canonical units. */
export const Reading = z.discriminatedUnion('kind', [BloodPressureReading, GlucoseReading, HeartRateReading]);
export type Reading = z.infer<typeof Reading>;

/** A reading typed in by hand: the same, but the patient may leave out the time, which is then now. */
export const TypedReading = z.discriminatedUnion('kind', [
  BloodPressureReading.extend({ measuredAt: Instant.optional() }),
  GlucoseReading.extend({ measuredAt: Instant.optional() }),
  HeartRateReading.extend({ measuredAt: Instant.optional() }),
]);
export type TypedReading = z.infer<typeof TypedReading>;

/** Most elements in one array payload. */
export const MAX_READINGS_PER_MESSAGE = 500;

/** What became of one reading. */
export const FATES = ['stored', 'duplicate', 'quarantined'] as const;
export type Fate = (typeof FATES)[number];

export const QUARANTINE_REASONS = [
  'malformed-json',
  'wrong-shape',
  'not-a-measurement',
  'not-a-number',
  'impossible-value',
  'impossible-pair',
  'impossible-date',
  'unit-probably-wrong',
  'unassigned-device',
  'unknown-user',
  'future-clock',
  'reset-clock',
  'sequence-against-time',
  'same-key-other-values',
  'too-many-elements',
  'rejected-by-database',
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];
