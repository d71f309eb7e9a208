import { z } from 'zod';
import { EventId, Instant } from './ids.ts';

/** The device that belongs to no person: it reports a marked breach again and again, and nothing else. */
export const WATCHDOG_DEVICE_ID = 'kanhu-watchdog';

/**
 * Whose breach it is: nobody. The database lets nobody into this record's care team and no other device send for it, so
 * no list, work-list or message can name it.
 */
export const WATCHDOG_PATIENT_ID = '00000000-0000-7000-8000-00000000da06';

/** The namespace of the server's socket in which breaches come back to the watchdog. */
export const WATCHDOG_NAMESPACE = '/watchdog';

/** The secret of the watchdog's device: who can send the breach may hear of it, and of nothing else. */
export const WatchdogAuth = z.strictObject({ secret: z.string().min(1).max(200) });

/** A breach that became news: the measurement time says which one it was. */
export const BreachReturned = z.strictObject({ eventId: EventId, measuredAt: Instant });
export type BreachReturned = z.infer<typeof BreachReturned>;

export type WatchdogServerToClient = { 'breach:returned': (payload: BreachReturned) => void };
