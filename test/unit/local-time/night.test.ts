import { describe, expect, it } from 'vitest';
import { nightClock } from '#models/local-time/night.ts';

const night = { from: '22:00', to: '07:00' };

describe('night', () => {
  const isNight = (timeZone: string, at: string, hours = night): boolean => nightClock(hours, timeZone)(Date.parse(at));

  it.each([
    ['2026-01-15T13:59:59Z', false],
    ['2026-01-15T14:00:00Z', true],
    ['2026-01-15T22:59:59Z', true],
    ['2026-01-15T23:00:00Z', false],
  ])('goes by the clock of Shanghai: %s -> %s', (at, expected) => {
    expect(isNight('Asia/Shanghai', at)).toBe(expected);
  });

  it('moves with summer time', () => {
    expect(isNight('Europe/Berlin', '2026-01-15T20:30:00Z')).toBe(false);
    expect(isNight('Europe/Berlin', '2026-07-15T20:30:00Z')).toBe(true);
  });

  it('ends at seven on the morning on which the clock changed, whichever way', () => {
    // 29 March 2026 at 02:00 it is 03:00; 25 October 2026 at 03:00 it is 02:00.
    expect(isNight('Europe/Berlin', '2026-03-29T04:59:00Z')).toBe(true);
    expect(isNight('Europe/Berlin', '2026-03-29T05:00:00Z')).toBe(false);
    expect(isNight('Europe/Berlin', '2026-10-25T05:59:00Z')).toBe(true);
    expect(isNight('Europe/Berlin', '2026-10-25T06:00:00Z')).toBe(false);
  });

  it('may begin and end on one day, and takes an hour that the clock shows twice twice', () => {
    const early = { from: '02:00', to: '03:00' };
    expect(isNight('UTC', '2026-05-01T02:30:00Z', early)).toBe(true);
    expect(isNight('UTC', '2026-05-01T03:00:00Z', early)).toBe(false);
    for (const at of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']) {
      expect(isNight('Europe/Berlin', at, early)).toBe(true);
    }
    // It never comes on the day on which that hour is left out.
    for (const at of ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z']) {
      expect(isNight('Europe/Berlin', at, early)).toBe(false);
    }
  });

  it('never comes where there is none', () => {
    expect(nightClock(null, 'Asia/Shanghai')(Date.parse('2026-01-15T20:00:00Z'))).toBe(false);
  });
});
