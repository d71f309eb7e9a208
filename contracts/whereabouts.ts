import { z } from 'zod';
import { PARTICIPANT_ROLES } from './consultation.ts';
import { Instant } from './ids.ts';

export const ADDRESS_LENGTH = 300;

/** Where the patient is during a visit: help is sent there, and nobody else can say it. */
export const TellWhereabouts = z.strictObject({ address: z.string().trim().min(1).max(ADDRESS_LENGTH) });

export const Whereabouts = z.strictObject({
  address: z.string(),
  toldAt: Instant,
  /** A clinician writes down what they are told in the call. */
  toldBy: z.enum(PARTICIPANT_ROLES),
  /** False: told for an earlier visit, and to be asked about. */
  isOfThisVisit: z.boolean(),
});
export type Whereabouts = z.infer<typeof Whereabouts>;

/** Null where the patient was never asked. */
export const WhereaboutsAnswer = z.strictObject({ whereabouts: Whereabouts.nullable() });
