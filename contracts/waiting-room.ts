import { z } from 'zod';

/** How long before a booked visit the patient's page offers its waiting room. */
export const WAITING_ROOM_OPENS_MS = 30 * 60_000;

/**
 * How long before it the server takes a check-in: the page goes by the clock of a device, which may be hours off, and a
 * patient who comes on the day is not turned away for that; one who comes days before would be announced for nothing.
 */
export const EARLIEST_CHECK_IN_MS = 24 * 3_600_000;

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
