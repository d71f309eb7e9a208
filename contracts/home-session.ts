export const SESSION_PARTS = ['morning', 'evening'] as const;
export type SessionPart = (typeof SESSION_PARTS)[number];

/** Hours of the patient's own clock in which a session may begin: from, and before. Worked example: 11:59 is morning, 12:00 is neither. */
export const SESSION_HOURS = {
  morning: { from: 4, to: 12 },
  evening: { from: 16, to: 24 },
} as const satisfies Record<SessionPart, { from: number; to: number }>;

/** How long to sit before the first reading, and to wait before the next (ESH 2021 home blood pressure: five minutes, one minute). */
export const SIT_FOR_MS = 5 * 60_000;
export const REST_FOR_MS = 60_000;

/** Days of a series, the first of which is not counted. */
export const SERIES_DAYS = 7;
