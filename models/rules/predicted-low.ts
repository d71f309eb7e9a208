import type { Severity } from '#contracts/alert.ts';
import { MINUTE_MS } from './rule.ts';

/**
 * A forecast of glucose below 70 mg/dL tells the patient and the work-list; it never pages, and it silences no rule.
 * Worked example: 96 and falling at 10:00, predicted low -> raised; 88 at 10:15, still predicted -> the same finding;
 * 104 at 10:30 and 118 at 11:00, nothing predicted -> cleared at 11:00.
 */
export const PREDICTED_LOW = {
  id: 'glucose.predicted-low',
  source: 'Glucose forecaster: low (< 70 mg/dL, 3.9 mmol/L) expected within 30 min',
  severity: 'moderate' as Severity,
  threshold: 70,
  /** Nothing predicted for as long as a forecast looks ahead. */
  clearAfterMs: 30 * MINUTE_MS,
  /** A forecast for a time that has passed is none. */
  relevanceMs: 30 * MINUTE_MS,
} as const;
