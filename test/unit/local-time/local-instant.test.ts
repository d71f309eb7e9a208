import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOfDay, dayOfDate, localDay, weekdayOfDay } from '#models/local-time/local-day.ts';
import { localInstant } from '#models/local-time/local-instant.ts';
import { minuteOfClock } from '#models/local-time/minute-of-clock.ts';
import { utcOffsetMinutes } from '#models/local-time/utc-offset.ts';

const at = (timeZone: string, date: string, clock: string): string =>
  new Date(localInstant(timeZone, dayOfDate(date), minuteOfClock(clock))).toISOString().slice(0, 16);

describe('the instant of a time on the wall', () => {
  it.each([
    ['Asia/Shanghai', '2026-11-30', '08:00', '2026-11-30T00:00'],
    ['America/St_Johns', '2026-01-15', '08:00', '2026-01-15T11:30'],
    // Left out: comes with the jump, as the first time after it does.
    ['Europe/Berlin', '2026-03-29', '01:59', '2026-03-29T00:59'],
    ['Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:00'],
    ['Europe/Berlin', '2026-03-29', '03:00', '2026-03-29T01:00'],
    ['America/New_York', '2026-03-08', '02:15', '2026-03-08T07:00'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30'],
    // Shown twice: the first time.
    ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30'],
    ['Europe/Berlin', '2026-10-25', '03:00', '2026-10-25T02:00'],
    ['America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30'],
    ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45'],
    // Midnight itself is left out, and shown twice.
    ['America/Sao_Paulo', '2018-11-04', '00:30', '2018-11-04T03:00'],
    ['Africa/Cairo', '2026-10-29', '23:30', '2026-10-29T20:30'],
    // A whole day that Samoa left out.
    ['Pacific/Apia', '2011-12-30', '12:00', '2011-12-30T10:00'],
  ])('in %s on %s at %s is %sZ', (timeZone, date, clock, expected) => {
    expect(at(timeZone, date, clock)).toBe(expected);
  });

  it('is never earlier for a later time, and shows that time wherever the clock does', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca'];
    const instant = fc.record({
      timeZone: fc.constantFrom(...zones),
      day: fc.integer({ min: dayOfDate('2011-01-01'), max: dayOfDate('2031-01-01') }),
      minute: fc.integer({ min: 0, max: 2 * 1_440 }),
      later: fc.integer({ min: 0, max: 180 }),
    });
    fc.assert(
      fc.property(instant, ({ timeZone, day, minute, later }) => {
        const first = localInstant(timeZone, day, minute);
        expect(localInstant(timeZone, day, minute + later)).toBeGreaterThanOrEqual(first);
        const shown = first / 60_000 + utcOffsetMinutes(timeZone, first);
        expect(shown).toBeGreaterThanOrEqual(day * 1_440 + minute);
        // Past the time only where the clock jumped over it.
        const before = first / 60_000 - 1 + utcOffsetMinutes(timeZone, first - 60_000);
        expect(before).toBeLessThan(day * 1_440 + minute);
      }),
      { numRuns: 400 },
    );
  });
});

it('counts days and weekdays as the calendar does', () => {
  expect([dayOfDate('1970-01-01'), dayOfDate('2019-07-23')]).toEqual([0, 18_100]);
  expect(dateOfDay(dayOfDate('2028-02-29'))).toBe('2028-02-29');
  expect(['1970-01-01', '2026-11-29', '2026-11-30', '1969-12-29'].map((date) => weekdayOfDay(dayOfDate(date)))).toEqual(
    [4, 7, 1, 1],
  );
  expect(localDay('Asia/Shanghai', Date.parse('2026-11-29T16:00:00Z'))).toBe(dayOfDate('2026-11-30'));
});
