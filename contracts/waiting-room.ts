import { z } from 'zod';

/** `free` has a page open and is in no visit; `away` has none open. */
export const CLINICIAN_STATES = ['free', 'in-call', 'away'] as const;
export type ClinicianState = (typeof CLINICIAN_STATES)[number];

/** What a patient in the waiting room may know of the line: nothing of the others but how many there are. */
export const WaitingRoom = z.strictObject({
  /** 1: the next in the order of the booked times. The clinician may let somebody else in first. */
  place: z.int().min(1),
  clinician: z.enum(CLINICIAN_STATES),
});
export type WaitingRoom = z.infer<typeof WaitingRoom>;
