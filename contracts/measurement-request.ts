import { z } from 'zod';
import { Id, Instant } from './ids.ts';
import { Observation } from './observation.ts';
import { READING_KINDS } from './reading.ts';

export const AskMeasurement = z.strictObject({ kind: z.enum(READING_KINDS) });
export type AskMeasurement = z.infer<typeof AskMeasurement>;

/** A clinician asks the patient, from an alert, to measure now. */
export const MeasurementRequest = z.strictObject({
  id: Id,
  alertId: Id,
  kind: z.enum(READING_KINDS),
  askedAt: Instant,
  askedByName: z.string(),
  /** From then on the patient is not asked any more. */
  until: Instant,
  /** The first reading of this kind that was taken within a day, by hand; what a worn sensor sends by itself is no answer. */
  answer: Observation.nullable(),
});
export type MeasurementRequest = z.infer<typeof MeasurementRequest>;

export const MeasurementRequestQuery = z.strictObject({
  /** All that this alert led to; those of the last day where it is left out. */
  alertId: Id.optional(),
});
export type MeasurementRequestQuery = z.infer<typeof MeasurementRequestQuery>;

/** The newest first. */
export const MeasurementRequests = z.strictObject({
  /** The server's clock, against which the times count. */
  answeredAt: Instant,
  requests: z.array(MeasurementRequest),
});
export type MeasurementRequests = z.infer<typeof MeasurementRequests>;
