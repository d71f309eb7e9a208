import { z } from 'zod';
import { Id, Instant } from './ids.ts';
import { RuleSetId } from './rule.ts';

/**
 * Layers of detection that may be switched off for one patient: rules over a stretch of time, and the forecast of a low
 * glucose. The crisis rules below them have no switch, and no layer silences another.
 */
export const SWITCHABLE_LAYERS = ['windowed', 'forecast'] as const;
export type SwitchableLayer = (typeof SWITCHABLE_LAYERS)[number];

const bounds = {
  crisisSystolic: z.number().min(120).max(260).optional(),
  crisisDiastolic: z.number().min(70).max(160).optional(),
  lowSystolic: z.number().min(60).max(120).optional(),
  homeMeanSystolic: z.number().min(110).max(180).optional(),
  homeMeanDiastolic: z.number().min(60).max(110).optional(),
  glucoseLow1: z.number().min(55).max(100).optional(),
  glucoseLow2: z.number().min(54).max(90).optional(),
  glucoseHigh2: z.number().min(140).max(400).optional(),
  glucoseHighCrisis: z.number().min(180).max(300).optional(),
  /** A pulse at rest that is shown (raised, reduced), and one that is paged about (high, low). */
  heartRateRaised: z.number().min(80).max(160).optional(),
  heartRateHigh: z.number().min(80).max(131).optional(),
  heartRateReduced: z.number().min(30).max(70).optional(),
  heartRateLow: z.number().min(40).max(60).optional(),
};
export type ThresholdKey = keyof typeof bounds;

/**
 * What a clinician may set for one patient, in canonical units (mmHg, mg/dL, /min). A bound left out is the rule set's.
 * The critical floor (glucose below 54 mg/dL, crisis blood pressure) can be made more sensitive, never less.
 */
export const ThresholdOverrides = z.strictObject({
  ...bounds,
  layersOff: z.array(z.enum(SWITCHABLE_LAYERS)).max(SWITCHABLE_LAYERS.length).optional(),
});
export type ThresholdOverrides = z.infer<typeof ThresholdOverrides>;

export const Thresholds = z.strictObject({
  patientId: Id,
  version: z.int(),
  ruleSet: RuleSetId,
  overrides: ThresholdOverrides,
  changedBy: Id.nullable(),
  changedAt: Instant.nullable(),
  reason: z.string().nullable(),
});
export type Thresholds = z.infer<typeof Thresholds>;

export const PutThresholds = z.strictObject({
  ruleSet: RuleSetId,
  overrides: ThresholdOverrides,
  reason: z.string().min(3).max(500),
  /** The version the form was filled from; another one in the database is a conflict. */
  basedOnVersion: z.int(),
});
export type PutThresholds = z.infer<typeof PutThresholds>;

export const PreviewThresholds = z.strictObject({ ruleSet: RuleSetId, overrides: ThresholdOverrides });
export type PreviewThresholds = z.infer<typeof PreviewThresholds>;

export const ThresholdPreview = z.strictObject({
  days: z.int(),
  wouldHaveRaised: z.int(),
  wouldHavePaged: z.int(),
  byRule: z.record(z.string(), z.int()),
});
export type ThresholdPreview = z.infer<typeof ThresholdPreview>;
