import { z } from 'zod';
import { Id, Instant, NextCursor } from './ids.ts';
import {
  ACTIVITY_CONTEXTS,
  BP_METHODS,
  COMPARATORS,
  FATES,
  GLUCOSE_UNITS,
  MEALS,
  PRESSURE_UNITS,
  QUARANTINE_REASONS,
  READING_KINDS,
  SPECIMENS,
} from './reading.ts';

export { MGDL_PER_MMOLL, MMHG_PER_KPA } from './units.ts';

/** What was noticed about a stored value that is possible but doubtful. */
export const OBSERVATION_FLAGS = [
  'extreme',
  'narrow-pulse-pressure',
  'far-from-usual',
  'detector-failed',
  'clock-corrected',
  /** Another source told of the same measurement before: kept, and does not count. */
  'same-as-other-source',
] as const;

/** Flags for which the person is asked "Was this you?". */
export const ASKED_FLAGS = [
  'extreme',
  'far-from-usual',
] as const satisfies readonly (typeof OBSERVATION_FLAGS)[number][];

const common = {
  id: Id,
  patientId: Id,
  /** Device id, or `manual` for a value typed in by a person. */
  source: z.string(),
  /** The time the device sent, as it sent it. */
  measuredAt: Instant,
  /** The time the value is true for: `measuredAt`, corrected where the device's clock is known to be off. */
  effectiveAt: Instant,
  receivedAt: Instant,
  flags: z.array(z.string()),
};

/** Canonical unit mmHg; `original` is present where the device sent another unit. LOINC 85354-9 (8480-6, 8462-4). */
export const BloodPressureObservation = z.strictObject({
  kind: z.literal('blood-pressure'),
  ...common,
  systolic: z.number(),
  diastolic: z.number(),
  meanArterial: z.number().nullable(),
  pulse: z.number().nullable(),
  method: z.enum(BP_METHODS),
  unit: z.literal('mmHg'),
  original: z.strictObject({ unit: z.enum(PRESSURE_UNITS), values: z.record(z.string(), z.number()) }).nullable(),
});

/** Canonical unit mg/dL. LOINC 99504-3 (interstitial), 41653-7 (capillary). */
export const GlucoseObservation = z.strictObject({
  kind: z.literal('glucose'),
  ...common,
  value: z.number(),
  comparator: z.enum(COMPARATORS).nullable(),
  specimen: z.enum(SPECIMENS),
  meal: z.enum(MEALS).nullable(),
  unit: z.literal('mg/dL'),
  original: z.strictObject({ unit: z.enum(GLUCOSE_UNITS), values: z.record(z.string(), z.number()) }).nullable(),
});

/** LOINC 8867-4, UCUM /min. */
export const HeartRateObservation = z.strictObject({
  kind: z.literal('heart-rate'),
  ...common,
  value: z.number(),
  unit: z.literal('/min'),
  context: z.enum(ACTIVITY_CONTEXTS),
  steps: z.number().nullable(),
});

export const Observation = z.discriminatedUnion('kind', [
  BloodPressureObservation,
  GlucoseObservation,
  HeartRateObservation,
]);
export type Observation = z.infer<typeof Observation>;

export const ObservationQuery = z.strictObject({
  kind: z.enum(READING_KINDS).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(2_000),
});
export type ObservationQuery = z.infer<typeof ObservationQuery>;

/** Oldest first, so that a chart can draw page by page. */
export const ObservationList = z.strictObject({ observations: z.array(Observation), nextCursor: NextCursor });
export type ObservationList = z.infer<typeof ObservationList>;

/** What became of a reading that was typed in or released. */
export const EntryResult = z.strictObject({
  fate: z.enum(FATES),
  /** Why it was quarantined. */
  reason: z.enum(QUARANTINE_REASONS).nullable(),
  observationId: Id.nullable(),
});
export type EntryResult = z.infer<typeof EntryResult>;

/** The answer to "Was this you?". */
export const ConfirmObservation = z.strictObject({ isMine: z.boolean() });
export type ConfirmObservation = z.infer<typeof ConfirmObservation>;

/** Readings of the last days about which nobody has answered yet, the newest first. */
export const UnconfirmedList = z.strictObject({ observations: z.array(Observation) });
export type UnconfirmedList = z.infer<typeof UnconfirmedList>;
