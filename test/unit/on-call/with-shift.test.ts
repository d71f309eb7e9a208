import { describe, expect, it } from 'vitest';
import { dayOfDate } from '#models/local-time/local-day.ts';
import { localInstant } from '#models/local-time/local-instant.ts';
import { gapsBetween } from '#models/on-call/gaps-between.ts';
import { shiftsBetween } from '#models/on-call/shifts-between.ts';
import { stretchesWithout } from '#models/on-call/stretches-without.ts';
import { beginsFrom, withShift } from '#models/on-call/with-shift.ts';
import { cover, roster, shift, told } from './rosters.ts';

const ms = Date.parse;
const NIGHT = { id: 'night', startsAt: '22:00', endsAt: '06:00' };
const nobody = roster({ shifts: [] });

/** What a shift closes between two days of Berlin. */
const closed = (before: ReturnType<typeof roster>, after: ReturnType<typeof roster>, from: string, to: string) => {
  const gaps = (of: typeof before) => gapsBetween(of, ms(from), ms(to));
  return told(stretchesWithout(gaps(before), gaps(after)));
};

describe('a roster with a shift', () => {
  it.each([
    ['goes forward', '2026-03-28', 'nobody 2026-03-28T21:00/2026-03-29T04:00'],
    ['goes back', '2026-10-24', 'nobody 2026-10-24T20:00/2026-10-25T05:00'],
    ['does neither', '2026-06-01', 'nobody 2026-06-01T20:00/2026-06-02T04:00'],
  ])('has somebody from 22:00 to 06:00 in the night in which the clock %s', (_name, date, gap) => {
    const tried = withShift(nobody, shift({ ...NIGHT, validFrom: date, validTo: date }));
    const [from, to] = [`${date}T00:00:00Z`, new Date(ms(`${date}T00:00:00Z`) + 3 * 86_400_000).toISOString()];
    expect(closed(nobody, tried, from, to)).toEqual([gap]);
    expect(nobody.shifts).toEqual([]);
  });

  it.each([
    ['Europe/Berlin', '2026-03-29'],
    ['Europe/Berlin', '2026-10-25'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['America/Santiago', '2026-09-06'],
    ['Asia/Shanghai', '2026-03-29'],
  ])('in %s hands over on %s without a moment between, whatever the clock does then', (timeZone, date) => {
    const evening = localInstant(timeZone, dayOfDate(date) - 1, 12 * 60);
    for (const startsAt of ['00:00', '00:30', '01:45', '02:00', '02:30', '03:00', '08:00']) {
      const whole = { startsAt, endsAt: startsAt };
      const before = roster({ timeZone, shifts: [shift({ id: 'old', ...whole })] });
      const after = withShift(before, shift({ id: 'new', ...whole, validFrom: date, people: ['ben'] }), 'old');
      const duties = shiftsBetween(after, evening, evening + 86_400_000);
      expect(duties.map(({ personId }) => personId)).toEqual(['ana', 'ben']);
      expect(duties[0]?.to, startsAt).toBe(duties[1]?.from);
      expect(gapsBetween(after, evening, evening + 10 * 86_400_000)).toEqual([]);
    }
  });

  it('keeps what the replaced one began to its end, and opens a gap where the new one begins later', () => {
    const before = roster({ shifts: [shift({ ...NIGHT, id: 'old' })] });
    const later = shift({ ...NIGHT, id: 'new', startsAt: '23:00', validFrom: '2026-03-29', people: ['ben'] });
    const after = withShift(before, later, 'old');
    expect(told(shiftsBetween(after, ms('2026-03-28T12:00:00Z'), ms('2026-03-30T12:00:00Z')))).toEqual([
      'ana 2026-03-28T21:00/2026-03-29T04:00',
      'ben 2026-03-29T21:00/2026-03-30T04:00',
    ]);
    expect(closed(after, before, '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      'nobody 2026-03-29T20:00/2026-03-29T21:00',
    ]);
  });

  it('lets a replaced one that had not begun never begin', () => {
    const coming = shift({ id: 'coming', validFrom: '2026-12-10', validTo: '2026-12-20' });
    const after = withShift(
      roster({ shifts: [coming] }),
      shift({ id: 'new', validFrom: '2026-12-01', people: ['ben'] }),
      'coming',
    );
    const people = shiftsBetween(after, ms('2026-11-01T00:00:00Z'), ms('2027-01-31T00:00:00Z'));
    expect(new Set(people.map(({ personId }) => personId))).toEqual(new Set(['ben']));
    expect(after.shifts.find(({ id }) => id === 'coming')).toMatchObject({ validTo: '2026-12-09' });
  });

  it('keeps its covers, which are about who is on call', () => {
    const before = roster({ covers: [cover('2026-12-02T08:00:00Z', '2026-12-02T10:00:00Z', { personId: 'cem' })] });
    const after = withShift(before, shift({ id: 'new', validFrom: '2026-12-02', people: ['ben'] }), 'day');
    const people = (of: typeof before) =>
      shiftsBetween(of, ms('2026-12-02T08:00:00Z'), ms('2026-12-02T09:00:00Z')).map(({ personId }) => personId);
    expect([people(before), people(after)]).toEqual([['cem'], ['ben']]);
  });
});

describe('a shift that is to give way', () => {
  it('begins on some day from then on', () => {
    const upTo = (validTo: string | null) => beginsFrom(shift({ validTo }), '2026-12-02');
    expect([null, '2026-12-02', '2026-12-01'].map(upTo)).toEqual([true, true, false]);
  });
});

describe('stretches without others', () => {
  it('are their parts that lie in none of them', () => {
    const stretches = [
      { from: 0, to: 10 },
      { from: 20, to: 30 },
      { from: 40, to: 50 },
    ];
    const without = (...others: [number, number][]) =>
      stretchesWithout(
        stretches,
        others.map(([from, to]) => ({ from, to })),
      ).map(({ from, to }) => [from, to]);
    expect(without()).toEqual([
      [0, 10],
      [20, 30],
      [40, 50],
    ]);
    expect(without([0, 10], [18, 32], [40, 45])).toEqual([[45, 50]]);
    expect(without([2, 3], [5, 6], [10, 20], [25, 60])).toEqual([
      [0, 2],
      [3, 5],
      [6, 10],
      [20, 25],
    ]);
  });
});
