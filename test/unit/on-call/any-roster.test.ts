import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HAND_OVERS, SHIFT_HOLIDAYS } from '#contracts/on-call.ts';
import { dateOfDay, dayOfDate, localDay, weekdayOfDay } from '#models/local-time/local-day.ts';
import { minuteOfClock } from '#models/local-time/minute-of-clock.ts';
import { utcOffsetMinutes } from '#models/local-time/utc-offset.ts';
import { gapsBetween } from '#models/on-call/gaps-between.ts';
import type { Cover, Roster, Shift } from '#models/on-call/roster.ts';
import { whoIsOnCall } from '#models/on-call/who-is-on-call.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const PEOPLE = ['ana', 'ben', 'cem', 'dan', 'gone'];
const [FIRST, LAST] = [dayOfDate('2026-01-01'), dayOfDate('2027-12-31')];

const clock = fc
  .integer({ min: 0, max: 95 })
  .map((quarter) => new Date(quarter * 15 * MINUTE).toISOString().slice(11, 16));
const day = fc.integer({ min: FIRST, max: LAST });
const instant = fc.integer({ min: FIRST * 1_440, max: LAST * 1_440 }).map((minute) => minute * MINUTE);
const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Shanghai', 'UTC');

const shifts: fc.Arbitrary<Shift> = fc.record({
  id: fc.uuid(),
  weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  startsAt: clock,
  endsAt: clock,
  validFrom: day.map(dateOfDay),
  validTo: fc.option(day.map(dateOfDay)),
  people: fc.uniqueArray(fc.constantFrom(...PEOPLE), { minLength: 1, maxLength: 4 }),
  handOver: fc.constantFrom(...HAND_OVERS),
  holidays: fc.constantFrom(...SHIFT_HOLIDAYS),
});

const covers: fc.Arbitrary<Cover> = fc
  .record({
    id: fc.uuid(),
    personId: fc.constantFrom(...PEOPLE),
    insteadOf: fc.option(fc.constantFrom(...PEOPLE)),
    from: instant,
    minutes: fc.integer({ min: 1, max: 20 * 1_440 }),
  })
  .map(({ minutes, ...cover }) => ({ ...cover, to: cover.from + minutes * MINUTE }));

const rosters: fc.Arbitrary<Roster> = fc.record({
  id: fc.uuid(),
  timeZone: zone,
  shifts: fc.array(shifts, { maxLength: 5 }),
  covers: fc.array(covers, { maxLength: 6 }),
  holidays: fc.uniqueArray(day, { maxLength: 40 }).map((days) => new Set(days.map(dateOfDay))),
  staff: fc.constant(new Set(PEOPLE.filter((person) => person !== 'gone'))),
});

it('at any instant, either somebody is on call or the gaps say that nobody is', () => {
  fc.assert(
    fc.property(rosters, instant, fc.integer({ min: 0, max: 3 * 1_440 }), (roster, at, around) => {
      const isOnCall = whoIsOnCall(roster, at).length > 0;
      const gaps = gapsBetween(roster, at - around * MINUTE, at + around * MINUTE + 1);
      expect(gaps.some(({ from, to }) => from <= at && at < to)).toBe(!isOnCall);
      for (const gap of gaps) expect(gap.from).toBeLessThan(gap.to);
    }),
    { numRuns: 500 },
  );
});

/** Whose shift it is by the clock and the calendar on the wall, where no clock was changed for two days. */
const byTheWall = (roster: Roster, at: number): boolean => {
  const local = at + utcOffsetMinutes(roster.timeZone, at) * MINUTE;
  const minute = Math.floor(local / MINUTE) % 1_440;
  const today = localDay(roster.timeZone, at);
  return roster.shifts.some((shift) => {
    const [starts, ends] = [minuteOfClock(shift.startsAt), minuteOfClock(shift.endsAt)];
    const began = minute >= starts && (ends <= starts || minute < ends) ? today : null;
    const beganYesterday = ends <= starts && minute < ends ? today - 1 : null;
    return [began, beganYesterday].some((on) => {
      if (on === null || !shift.weekdays.includes(weekdayOfDay(on))) return false;
      const date = dateOfDay(on);
      if (date < shift.validFrom || (shift.validTo !== null && date > shift.validTo)) return false;
      return shift.holidays === 'included' || (shift.holidays === 'only') === roster.holidays.has(date);
    });
  });
};

it('says what clock and calendar on the wall say', () => {
  let compared = 0;
  fc.assert(
    fc.property(rosters, instant, (roster, at) => {
      const offsets = [-2, -1, 0, 1, 2].map((days) => utcOffsetMinutes(roster.timeZone, at + days * DAY));
      fc.pre(new Set(offsets).size === 1);
      // Nobody left and nobody stands in: what is compared is the calendar.
      const plain = { ...roster, covers: [], staff: new Set(PEOPLE) };
      compared += 1;
      expect(whoIsOnCall(plain, at).length > 0).toBe(byTheWall(plain, at));
    }),
    { numRuns: 500 },
  );
  expect(compared).toBe(500);
});
