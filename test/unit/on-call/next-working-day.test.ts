import { describe, expect, it } from 'vitest';
import { USUAL_OPENING_HOURS } from '#contracts/clinic.ts';
import { endOfNextWorkingDay, type ClinicCalendar } from '#models/on-call/next-working-day.ts';

const due = (at: string, values: Partial<ClinicCalendar> = {}): string => {
  const calendar = { timeZone: 'Asia/Shanghai', openingHours: USUAL_OPENING_HOURS, holidays: new Set<string>() };
  return new Date(endOfNextWorkingDay({ ...calendar, ...values }, Date.parse(at))).toISOString().slice(0, 16);
};

describe('the next working day', () => {
  it.each([
    ['Friday afternoon', '2026-12-04T15:00:00+08:00', '2026-12-07T09:00'],
    ['Monday before the clinic opens', '2026-12-07T02:00:00+08:00', '2026-12-07T09:00'],
    ['Monday as it opens', '2026-12-07T08:00:00+08:00', '2026-12-07T09:00'],
    ['Monday morning', '2026-12-07T08:01:00+08:00', '2026-12-08T09:00'],
    ['Saturday', '2026-12-05T12:00:00+08:00', '2026-12-07T09:00'],
  ])('of %s', (_name, at, expected) => {
    expect(due(at)).toBe(expected);
  });

  it('is no holiday, nor the one after it', () => {
    const holidays = new Set(['2026-12-07', '2026-12-08']);
    expect(due('2026-12-04T15:00:00+08:00', { holidays })).toBe('2026-12-09T09:00');
  });

  it('goes by the clinic’s hours: the first opening and the last closing of a day', () => {
    const openingHours = [
      { weekday: 6, opensAt: '13:00', closesAt: '15:00' },
      { weekday: 6, opensAt: '09:00', closesAt: '12:00' },
    ];
    expect(due('2026-12-04T15:00:00+08:00', { openingHours })).toBe('2026-12-05T07:00');
    // Open since 09:00: the next one is a week away.
    expect(due('2026-12-05T12:30:00+08:00', { openingHours })).toBe('2026-12-12T07:00');
  });

  it('ends by the clock on the wall when summer time comes in between', () => {
    const timeZone = 'Europe/Berlin';
    expect(due('2026-03-27T15:00:00+01:00', { timeZone })).toBe('2026-03-30T15:00');
    expect(due('2026-10-23T15:00:00+02:00', { timeZone })).toBe('2026-10-26T16:00');
  });

  it('is not awaited where none comes: due a day later', () => {
    expect(due('2026-12-04T15:00:00Z', { openingHours: [] })).toBe('2026-12-05T15:00');
  });
});
