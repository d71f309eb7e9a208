import { utcOffsetMinutes } from './utc-offset.ts';

const DAY_MS = 86_400_000;

/** Minutes ahead of UTC, for many instants in turn: asks the zone twice for a day of them, each time on a day of change. */
export const offsetClock = (timeZone: string): ((atMs: number) => number) => {
  let day = Number.NaN;
  let ofDay: number | null = null;
  return (atMs) => {
    const asked = Math.floor(atMs / DAY_MS);
    if (asked !== day) {
      day = asked;
      const atStart = utcOffsetMinutes(timeZone, day * DAY_MS);
      ofDay = atStart === utcOffsetMinutes(timeZone, (day + 1) * DAY_MS) ? atStart : null;
    }
    return ofDay ?? utcOffsetMinutes(timeZone, atMs);
  };
};
