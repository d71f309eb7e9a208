import { describe, expect, it } from 'vitest';
import { dayOfDate } from '#models/local-time/local-day.ts';
import { localInstant } from '#models/local-time/local-instant.ts';
import { gapsBetween } from '#models/on-call/gaps-between.ts';
import { shiftsBetween } from '#models/on-call/shifts-between.ts';
import { whoIsOnCall } from '#models/on-call/who-is-on-call.ts';
import { roster, shift } from './rosters.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Where the clock goes forward and back, in both halves of the world, by an hour and by half an hour, around midnight. */
const CHANGES = [
  ['Europe/Berlin', '2026-03-28', 7],
  ['Europe/Berlin', '2026-10-24', 9],
  ['America/New_York', '2026-03-07', 7],
  ['America/New_York', '2026-10-31', 9],
  ['America/St_Johns', '2026-03-07', 7],
  ['Australia/Sydney', '2026-10-03', 7],
  ['Australia/Sydney', '2026-04-04', 9],
  ['Australia/Lord_Howe', '2026-10-03', 7.5],
  ['Australia/Lord_Howe', '2026-04-04', 8.5],
  ['America/Santiago', '2026-09-05', 7],
  ['Africa/Cairo', '2026-10-29', 9],
  ['Asia/Shanghai', '2026-10-24', 8],
] as const;

describe.each(CHANGES)('in %s, the night from %s', (timeZone, date, hours) => {
  const evening = localInstant(timeZone, dayOfDate(date), 18 * 60);
  const nextEvening = localInstant(timeZone, dayOfDate(date) + 1, 18 * 60);

  it(`a shift from 22:00 to 06:00 has ${hours} hours`, () => {
    const nights = roster({ timeZone, shifts: [shift({ startsAt: '22:00', endsAt: '06:00' })] });
    const duties = shiftsBetween(nights, evening, nextEvening);
    expect(duties.map(({ from, to }) => (to - from) / HOUR)).toEqual([hours]);
  });

  it.each([
    ['at the change', ['23:30', '00:00', '00:30', '01:00', '01:30', '02:00', '02:30', '03:00', '06:00']],
    ['inside the hour that is left out or comes twice', ['22:00', '00:15', '01:45', '02:15', '02:45', '14:00']],
  ])('shifts that meet %s leave nobody twice and never nobody', (_name, cuts) => {
    const people = cuts.map((cut) => `from ${cut}`);
    const shifts = cuts.map((startsAt, index) =>
      shift({ id: startsAt, startsAt, endsAt: cuts[(index + 1) % cuts.length] ?? '', people: [people[index] ?? ''] }),
    );
    const tiled = roster({ timeZone, shifts, staff: new Set(people) });
    expect(gapsBetween(tiled, evening, nextEvening)).toEqual([]);
    for (let at = evening; at < nextEvening; at += 5 * MINUTE) {
      expect(whoIsOnCall(tiled, at), new Date(at).toISOString()).toHaveLength(1);
    }
    // Whoever handed over is not on call again in the hour that comes twice.
    const turns = shiftsBetween(tiled, evening, nextEvening);
    for (const [index, { from }] of turns.entries()) if (index > 0) expect(from).toBe(turns[index - 1]?.to);
  });
});
