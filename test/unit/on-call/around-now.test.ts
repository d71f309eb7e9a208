import { expect, it } from 'vitest';
import { gapsAroundNow, shiftsAroundNow } from '#models/on-call/around-now.ts';
import { gapsBetween } from '#models/on-call/gaps-between.ts';
import type { Roster } from '#models/on-call/roster.ts';
import { shiftsBetween } from '#models/on-call/shifts-between.ts';
import { cover, roster, shift, told } from './rosters.ts';

const ms = Date.parse;
const [FROM, NOW, TO] = [ms('2026-11-30T07:00:00Z'), ms('2026-12-01T12:00:00Z'), ms('2026-12-03T07:00:00Z')];
const shifts = (it: Roster, now = NOW) => told(shiftsAroundNow(it, FROM, TO, now));
const gaps = (it: Roster, now = NOW) => told(gapsAroundNow(it, FROM, TO, now));

it('is what the roster says while nobody has left', () => {
  const plain = roster({ covers: [cover('2026-12-01T10:00:00Z', '2026-12-01T14:00:00Z')] });
  for (const now of [FROM - 1, FROM, NOW, TO, TO + 1]) {
    expect(shifts(plain, now)).toEqual(told(shiftsBetween(plain, FROM, TO)));
  }
  const days = roster({ shifts: [shift({ startsAt: '08:00', endsAt: '18:00' })] });
  // In a gap, and in a turn.
  for (const now of [NOW, NOW + 8 * 3_600_000]) expect(gaps(days, now)).toEqual(told(gapsBetween(days, FROM, TO)));
});

it('leaves whoever left their turns of before, and nothing from now on', () => {
  const left = roster({ staff: new Set(['ben']) });
  expect(shifts(left)).toEqual(['ana 2026-11-30T07:00/2026-12-01T07:00', 'ana 2026-12-01T07:00/2026-12-01T12:00']);
  expect(gaps(left)).toEqual(['nobody 2026-12-01T12:00/2026-12-03T07:00']);
  expect(gaps(left, TO)).toEqual([]);
  expect(gaps(left, FROM)).toEqual(['nobody 2026-11-30T07:00/2026-12-03T07:00']);
});

it('gives a turn back from now on when who stood in has left', () => {
  const covers = [cover('2026-12-01T10:00:00Z', '2026-12-01T14:00:00Z')];
  expect(shifts(roster({ covers, staff: new Set(['ana']) }))).toEqual([
    'ana 2026-11-30T07:00/2026-12-01T07:00',
    'ana 2026-12-01T07:00/2026-12-01T10:00',
    'ben 2026-12-01T10:00/2026-12-01T12:00',
    'ana 2026-12-01T12:00/2026-12-02T07:00',
    'ana 2026-12-02T07:00/2026-12-03T07:00',
  ]);
});
