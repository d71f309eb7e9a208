import { formatInstant } from './time.ts';

/** 1 January 2024 was a Monday. */
const MONDAY_MS = Date.UTC(2024, 0, 1);

/** `Monday` for 1, as ISO 8601 numbers the days. */
export const weekdayText = (weekday: number): string =>
  formatInstant(new Date(MONDAY_MS + (weekday - 1) * 86_400_000), { timeZone: 'UTC', weekday: 'long' });
