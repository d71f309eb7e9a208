import { z } from 'zod';

/** `22:00` on the clock of some wall. */
export const ClockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

/** Days of the week as ISO 8601 numbers them: 1 is Monday, 7 is Sunday. */
export const Weekday = z.int().min(1).max(7);
