import { expect, it } from 'vitest';
import { offsetClock } from '#models/local-time/offset-clock.ts';
import { utcOffsetMinutes } from '#models/local-time/utc-offset.ts';

it('tells the offset of a time zone, in summer and in winter', () => {
  const [winter, summer] = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)];
  expect(utcOffsetMinutes('Asia/Shanghai', winter)).toBe(480);
  expect([winter, summer].map((at) => utcOffsetMinutes('Europe/Berlin', at))).toEqual([60, 120]);
  expect(utcOffsetMinutes('America/St_Johns', winter)).toBe(-210);
  expect(utcOffsetMinutes('UTC', winter)).toBe(0);
  expect(utcOffsetMinutes('Nowhere/Land', winter)).toBe(0);
});

it.each(['Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Shanghai', 'Nowhere/Land'])(
  'the offset of %s is the same asked for one by one or in turn, forwards and back',
  (timeZone) => {
    const instants = Array.from({ length: 366 * 8 }, (_, i) => Date.UTC(2026, 0, 1) + i * 3 * 3_600_000);
    const offsetAt = offsetClock(timeZone);
    const expected = instants.map((at) => utcOffsetMinutes(timeZone, at));
    expect(instants.map(offsetAt)).toEqual(expected);
    expect(instants.toReversed().map(offsetAt)).toEqual(expected.toReversed());
  },
);
