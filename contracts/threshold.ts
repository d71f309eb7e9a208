import { z } from 'zod';
import { Id, Instant, NextCursor, Page } from './ids.ts';
import { ClockTime } from './local-time.ts';
import { RuleId, RuleSetId } from './rule.ts';

/**
 * What a clinician may set for one patient, and within which bounds, in canonical units (mmHg, mg/dL, /min). Glucose is
 * set in whole mg/dL in either unit: `< 63` is "below 3.5 mmol/L" for a patient who reads mmol/L. Of a pulse at rest,
 * `Raised` and `Reduced` are shown, `High` and `Low` are paged about.
 */
export const THRESHOLD_RANGES = {
  crisisSystolic: { min: 120, max: 260 },
  crisisDiastolic: { min: 70, max: 160 },
  lowSystolic: { min: 60, max: 120 },
  homeMeanSystolic: { min: 110, max: 180 },
  homeMeanDiastolic: { min: 60, max: 110 },
  glucoseHighCrisis: { min: 180, max: 300 },
  glucoseHigh2: { min: 140, max: 400 },
  glucoseLow1: { min: 55, max: 100 },
  glucoseLow2: { min: 54, max: 90 },
  heartRateHigh: { min: 80, max: 131 },
  heartRateRaised: { min: 80, max: 160 },
  heartRateReduced: { min: 30, max: 70 },
  heartRateLow: { min: 40, max: 60 },
} as const;
export type ThresholdKey = keyof typeof THRESHOLD_RANGES;
export const THRESHOLD_KEYS = Object.keys(THRESHOLD_RANGES) as ThresholdKey[];

const bound = (key: ThresholdKey) => z.int().min(THRESHOLD_RANGES[key].min).max(THRESHOLD_RANGES[key].max).optional();

/** What single readings are held against, which may differ by night. */
const ofReadings = {
  crisisSystolic: bound('crisisSystolic'),
  crisisDiastolic: bound('crisisDiastolic'),
  lowSystolic: bound('lowSystolic'),
  glucoseHighCrisis: bound('glucoseHighCrisis'),
  glucoseHigh2: bound('glucoseHigh2'),
  glucoseLow1: bound('glucoseLow1'),
  glucoseLow2: bound('glucoseLow2'),
  heartRateHigh: bound('heartRateHigh'),
  heartRateRaised: bound('heartRateRaised'),
  heartRateReduced: bound('heartRateReduced'),
  heartRateLow: bound('heartRateLow'),
};
/** A mean of days and nights has one bound. */
export const ALL_DAY_KEYS = ['homeMeanSystolic', 'homeMeanDiastolic'] as const satisfies readonly ThresholdKey[];

/**
 * Layers of detection that may be switched off for one patient: rules over a stretch of time, what is usual for this
 * patient, and the forecast of a low glucose. The crisis rules below them have no switch, and no layer silences another.
 */
export const SWITCHABLE_LAYERS = ['windowed', 'baseline', 'forecast'] as const;
export type SwitchableLayer = (typeof SWITCHABLE_LAYERS)[number];

/**
 * A bound left out is the rule set's. The critical floor (glucose below 54 mg/dL, crisis blood pressure) can be made
 * more sensitive, never less.
 */
export const ThresholdOverrides = z.strictObject({
  ...ofReadings,
  homeMeanSystolic: bound('homeMeanSystolic'),
  homeMeanDiastolic: bound('homeMeanDiastolic'),
  layersOff: z.array(z.enum(SWITCHABLE_LAYERS)).max(SWITCHABLE_LAYERS.length).optional(),
});
export type ThresholdOverrides = z.infer<typeof ThresholdOverrides>;

export const NightOverrides = z.strictObject(ofReadings);
export type NightOverrides = z.infer<typeof NightOverrides>;

/**
 * What is different from `from` until before `to` on the clock of the patient's own time zone, over midnight where `to`
 * is the earlier one; the rest is the day's.
 */
export const NightThresholds = z
  .strictObject({ from: ClockTime, to: ClockTime, overrides: NightOverrides })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'a night ends at another time than it begins' });
export type NightThresholds = z.infer<typeof NightThresholds>;

const chosen = { ruleSet: RuleSetId, overrides: ThresholdOverrides };

/** One bound as a rule set has it, and how far it may be set, in canonical units. */
export const ThresholdLimit = z.strictObject({
  key: z.enum(THRESHOLD_KEYS),
  operator: z.enum(['<', '<=', '>', '>=']),
  default: z.int(),
  min: z.int(),
  max: z.int(),
  /** A critical floor: the default is also the least sensitive that may be set. */
  isFloor: z.boolean(),
});
export type ThresholdLimit = z.infer<typeof ThresholdLimit>;

export const Thresholds = z.strictObject({
  patientId: Id,
  version: z.int(),
  ...chosen,
  night: NightThresholds.nullable(),
  changedBy: Id.nullable(),
  changedAt: Instant.nullable(),
  reason: z.string().nullable(),
  /** What this person may do here; everybody who may read the record may look. */
  mayChange: z.boolean(),
  limits: z.record(RuleSetId, z.array(ThresholdLimit)),
});
export type Thresholds = z.infer<typeof Thresholds>;

/** Left out or null: the same by day and by night. */
const night = NightThresholds.nullable().default(null);

export const PutThresholds = z.strictObject({
  ...chosen,
  night,
  reason: z.string().trim().min(3).max(500),
  /** The version the form was filled from; another one in the database is a conflict. */
  basedOnVersion: z.int(),
});
export type PutThresholds = z.infer<typeof PutThresholds>;

export const PreviewThresholds = z.strictObject({ ...chosen, night });
export type PreviewThresholds = z.infer<typeof PreviewThresholds>;

const tally = {
  wouldHaveRaised: z.int(),
  wouldHavePaged: z.int(),
  byRule: z.partialRecord(RuleId, z.strictObject({ raised: z.int(), paged: z.int() })),
};

/** Alerts as they would have been raised, an alert that is raised again counting anew, and pages among them. */
export const ThresholdTally = z.strictObject(tally);
export type ThresholdTally = z.infer<typeof ThresholdTally>;

export const ThresholdPreview = z.strictObject({
  /** 30, or fewer where there are more readings than are replayed at once. */
  days: z.int(),
  /** Days of these, in the patient's time zone, with a reading at all. */
  daysWithReadings: z.int(),
  ...tally,
  /** The same readings under the thresholds that are in force now. */
  inForce: z.strictObject({ version: z.int(), ...tally }),
});
export type ThresholdPreview = z.infer<typeof ThresholdPreview>;

/** One bound that a version set otherwise than the version before it; null is the rule set's (by night: the day's). */
export const ThresholdChange = z.strictObject({
  key: z.enum(THRESHOLD_KEYS),
  period: z.enum(['day', 'night']),
  /** As it was stored: earlier versions took fractions and what is beyond a floor. */
  before: z.number().nullable(),
  after: z.number().nullable(),
});
export type ThresholdChange = z.infer<typeof ThresholdChange>;

const NightHours = z.strictObject({ from: ClockTime, to: ClockTime });

export const ThresholdVersion = z.strictObject({
  version: z.int(),
  changedBy: z.strictObject({ id: Id, name: z.string() }),
  changedAt: Instant,
  reason: z.string(),
  ruleSet: RuleSetId,
  /** Null where it is the first version, or the rule set stayed. */
  ruleSetBefore: RuleSetId.nullable(),
  nightHours: NightHours.nullable(),
  nightHoursBefore: NightHours.nullable(),
  layersOff: z.array(z.enum(SWITCHABLE_LAYERS)),
  layersOffBefore: z.array(z.enum(SWITCHABLE_LAYERS)),
  changes: z.array(ThresholdChange),
});
export type ThresholdVersion = z.infer<typeof ThresholdVersion>;

export const ThresholdHistoryQuery = Page;
export type ThresholdHistoryQuery = z.infer<typeof ThresholdHistoryQuery>;

/** Newest version first. */
export const ThresholdHistory = z.strictObject({ versions: z.array(ThresholdVersion), nextCursor: NextCursor });
export type ThresholdHistory = z.infer<typeof ThresholdHistory>;
