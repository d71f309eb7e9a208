/** How long before a booked visit the patient's page offers its waiting room. */
export const WAITING_ROOM_OPENS_MS = 30 * 60_000;

/**
 * How long before it the server takes a check-in: the page goes by the clock of a device, which may be hours off, and a
 * patient who comes on the day is not turned away for that; one who comes days before would be announced for nothing.
 */
export const EARLIEST_CHECK_IN_MS = 24 * 3_600_000;
