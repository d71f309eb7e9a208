import { z } from 'zod';
import { Instant } from './ids.ts';
import { Observation } from './observation.ts';

/**
 * Why a reading is to be taken again: it breaks a crisis rule upwards or downwards, or it is possible and so rarely seen
 * that it may be a mistake.
 */
export const REPEAT_REASONS = ['high', 'low', 'doubtful'] as const;
export type RepeatReason = (typeof REPEAT_REASONS)[number];

/** A reading that the patient is asked to take again, and the repeat once it is there. Worked out from stored readings. */
export const RepeatRequest = z.strictObject({
  observation: Observation,
  reason: z.enum(REPEAT_REASONS),
  /** The person said with one of these readings that they feel unwell. */
  hasSymptoms: z.boolean(),
  /** A reading before this is the same try, not a repeat. */
  earliestAt: Instant,
  /** Until then the person rests, or waits for what they ate. */
  restedAt: Instant,
  /** From then on nobody waits for it. */
  until: Instant,
  answer: z.strictObject({ observation: Observation, isAsBad: z.boolean() }).nullable(),
  /** A clinician was paged about this reading or its repeat. */
  isPaged: z.boolean(),
});
export type RepeatRequest = z.infer<typeof RepeatRequest>;

/** At most one for each way of measuring, those still to be answered first, then the newest. */
export const RepeatRequests = z.strictObject({
  /** The server's clock, against which the times count. */
  answeredAt: Instant,
  requests: z.array(RepeatRequest),
});
export type RepeatRequests = z.infer<typeof RepeatRequests>;
