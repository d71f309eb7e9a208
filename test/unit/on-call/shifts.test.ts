import { describe, expect, it } from 'vitest';
import { gapsBetween } from '#models/on-call/gaps-between.ts';
import { nextHandOver } from '#models/on-call/next-hand-over.ts';
import { shiftsBetween } from '#models/on-call/shifts-between.ts';
import { whoIsOnCall } from '#models/on-call/who-is-on-call.ts';
import { cover, roster, shift, told } from './rosters.ts';

const ms = Date.parse;
const HOUR = 3_600_000;
const between = (it: ReturnType<typeof roster>, from: string, to: string) => told(shiftsBetween(it, ms(from), ms(to)));
const peopleAt = (it: ReturnType<typeof roster>, at: string) => whoIsOnCall(it, ms(at)).map(({ personId }) => personId);

describe('shifts', () => {
  it('recur on their days by the clinic’s clock, over midnight, and are told whole', () => {
    const nights = roster({ shifts: [shift({ weekdays: [1, 5], startsAt: '22:00', endsAt: '06:00' })] });
    // 30 November 2026 is a Monday.
    expect(between(nights, '2026-11-30T23:00:00Z', '2026-12-05T00:00:00Z')).toEqual([
      'ana 2026-11-30T21:00/2026-12-01T05:00',
      'ana 2026-12-04T21:00/2026-12-05T05:00',
    ]);
    expect(peopleAt(nights, '2026-12-01T04:59:59Z')).toEqual(['ana']);
    expect(peopleAt(nights, '2026-12-01T05:00:00Z')).toEqual([]);
  });

  it('begin on no day before the first or after the last, and the last one is kept to its end', () => {
    const short = roster({ shifts: [shift({ validFrom: '2026-12-01', validTo: '2026-12-02' })] });
    expect(between(short, '2026-11-01T00:00:00Z', '2026-12-31T00:00:00Z')).toEqual([
      'ana 2026-12-01T07:00/2026-12-02T07:00',
      'ana 2026-12-02T07:00/2026-12-03T07:00',
    ]);
  });

  it('go round among their people, each time or each week from their first day', () => {
    const people = ['ana', 'ben', 'cem'];
    const takers = (handOver: 'shift' | 'week', weekdays: number[]) =>
      shiftsBetween(
        // A Friday.
        roster({ shifts: [shift({ validFrom: '2026-12-04', people, handOver, weekdays })] }),
        ms('2026-12-04T00:00:00Z'),
        ms('2026-12-18T06:00:00Z'),
      ).map(({ personId }) => personId[0]);
    expect(takers('shift', [1, 2, 3, 4, 5, 6, 7]).join('')).toBe('abcabcabcabcab');
    expect(takers('shift', [1, 5]).join('')).toBe('abca');
    expect(takers('week', [1, 2, 3, 4, 5, 6, 7]).join('')).toBe('aaaaaaabbbbbbb');
    expect(takers('week', [1, 5]).join('')).toBe('aabb');
  });

  it('are whose turn it is, however far from their first day, and a holiday moves nobody’s turn', () => {
    const turns = shift({ people: ['ana', 'ben', 'cem'], weekdays: [1, 3], holidays: 'excluded' });
    const at = '2031-07-02T10:00:00Z';
    const plain = peopleAt(roster({ shifts: [turns] }), at);
    const holidays = new Set(['2031-06-30', '2031-06-25']);
    expect(peopleAt(roster({ shifts: [turns], holidays }), at)).toEqual(plain);
    expect(peopleAt(roster({ shifts: [turns], holidays: new Set(['2031-07-02']) }), at)).toEqual([]);
  });

  it('say whether they begin on holidays; one that began the evening before goes on', () => {
    const holidays = new Set(['2026-12-25']);
    const day = { startsAt: '08:00', endsAt: '18:00' };
    const shifts = [
      shift({ id: 'usual', ...day, holidays: 'excluded', people: ['ana'] }),
      shift({ id: 'holiday', ...day, holidays: 'only', people: ['ben'] }),
      shift({ id: 'night', startsAt: '18:00', endsAt: '08:00', people: ['cem'] }),
    ];
    expect(between(roster({ shifts, holidays }), '2026-12-24T08:00:00Z', '2026-12-26T08:00:00Z')).toEqual([
      'ana 2026-12-24T07:00/2026-12-24T17:00',
      'cem 2026-12-24T17:00/2026-12-25T07:00',
      'ben 2026-12-25T07:00/2026-12-25T17:00',
      'cem 2026-12-25T17:00/2026-12-26T07:00',
      'ana 2026-12-26T07:00/2026-12-26T17:00',
    ]);
  });

  it('of somebody who left the clinic are nobody’s', () => {
    const left = roster({ staff: new Set(['ben']) });
    const at = ms('2026-11-30T12:00:00Z');
    expect(whoIsOnCall(left, at)).toEqual([]);
    expect(gapsBetween(left, at, at + HOUR)).toEqual([{ from: at, to: at + HOUR }]);
  });
});

describe('a cover', () => {
  it('takes exactly its part of a turn, and says instead of whom', () => {
    const covered = roster({ covers: [cover('2026-11-30T10:00:00Z', '2026-11-30T12:00:00Z')] });
    const duties = shiftsBetween(covered, ms('2026-11-30T09:00:00Z'), ms('2026-11-30T13:00:00Z'));
    expect(told(duties)).toEqual([
      'ana 2026-11-30T07:00/2026-11-30T10:00',
      'ben 2026-11-30T10:00/2026-11-30T12:00',
      'ana 2026-11-30T12:00/2026-12-01T07:00',
    ]);
    expect(duties.map(({ coverId, insteadOf }) => [coverId, insteadOf])).toEqual([
      [null, null],
      ['cover', 'ana'],
      [null, null],
    ]);
  });

  it('stands for all turns within it, and for nobody else’s', () => {
    const covers = [cover('2026-11-30T12:00:00Z', '2026-12-02T12:00:00Z')];
    const two = roster({ shifts: [shift(), shift({ id: 'second', people: ['cem'] })], covers });
    expect(peopleAt(two, '2026-12-01T12:00:00Z')).toEqual(['ben', 'cem']);
    // Who has been on call for longer comes first.
    expect(peopleAt(two, '2026-12-02T12:00:00Z')).toEqual(['cem', 'ana']);
  });

  it('can be handed on, and back: each is about who is on call after those before it', () => {
    const [from, to] = ['2026-11-30T08:00:00Z', '2026-12-01T04:00:00Z'];
    const toBen = cover(from, to, { id: '1' });
    const toCem = cover(from, to, { id: '2', personId: 'cem', insteadOf: 'ben' });
    const backToAna = cover(from, to, { id: '3', personId: 'ana', insteadOf: 'cem' });
    const at = '2026-11-30T12:00:00Z';
    expect(peopleAt(roster({ covers: [toBen, toCem] }), at)).toEqual(['cem']);
    expect(whoIsOnCall(roster({ covers: [toBen, toCem] }), ms(at))).toMatchObject([{ insteadOf: 'ana' }]);
    expect(peopleAt(roster({ covers: [toBen, toCem, backToAna] }), at)).toEqual(['ana']);
    // A swap: each takes the other's turn, on different days.
    const people = ['ana', 'ben'];
    const swap = [cover('2026-11-30T07:00:00Z', '2026-12-01T07:00:00Z', { insteadOf: 'ana', personId: 'ben' })];
    swap.push(cover('2026-12-01T07:00:00Z', '2026-12-02T07:00:00Z', { insteadOf: 'ben', personId: 'ana' }));
    const shifts = [shift({ people, validFrom: '2026-11-30' })];
    expect(between(roster({ shifts, covers: swap }), '2026-11-30T07:00:00Z', '2026-12-02T07:00:00Z')).toEqual([
      'ben 2026-11-30T07:00/2026-12-01T07:00',
      'ana 2026-12-01T07:00/2026-12-02T07:00',
    ]);
  });

  it('for nobody is on call beside those whose turn it is, and fills a gap', () => {
    const extra = cover('2026-11-30T10:00:00Z', '2026-11-30T12:00:00Z', { insteadOf: null });
    expect(peopleAt(roster({ covers: [extra] }), '2026-11-30T11:00:00Z')).toEqual(['ana', 'ben']);
    const empty = roster({ shifts: [], covers: [extra] });
    expect(peopleAt(empty, '2026-11-30T11:00:00Z')).toEqual(['ben']);
    expect(told(gapsBetween(empty, ms('2026-11-30T09:00:00Z'), ms('2026-11-30T13:00:00Z')))).toEqual([
      'nobody 2026-11-30T09:00/2026-11-30T10:00',
      'nobody 2026-11-30T12:00/2026-11-30T13:00',
    ]);
  });

  it('makes nobody two people, and by one who left the clinic gives the turn back rather than to nobody', () => {
    const covers = [cover('2026-11-30T10:00:00Z', '2026-11-30T12:00:00Z')];
    const at = '2026-11-30T11:00:00Z';
    const both = roster({ shifts: [shift(), shift({ id: 'second', people: ['ben'] })], covers });
    expect(peopleAt(both, at)).toEqual(['ben']);
    expect(peopleAt(roster({ covers, staff: new Set(['ana']) }), at)).toEqual(['ana']);
    // Whom it stood in for may leave: the cover still stands.
    expect(peopleAt(roster({ covers, staff: new Set(['ben']) }), at)).toEqual(['ben']);
  });
});

describe('the next hand-over', () => {
  it('is when others are on call, not when the same person begins again', () => {
    const week = roster({ shifts: [shift({ validFrom: '2026-11-30', people: ['ana', 'ben'], handOver: 'week' })] });
    const at = ms('2026-12-01T12:00:00Z');
    const next = nextHandOver(week, at, at + 14 * 24 * HOUR);
    expect(next?.at).toBe(ms('2026-12-07T07:00:00Z'));
    expect(next?.duties.map(({ personId }) => personId)).toEqual(['ben']);
    expect(nextHandOver(week, at, at + 24 * HOUR)).toBeNull();
  });

  it('may be to nobody, or from nobody', () => {
    const days = roster({ shifts: [shift({ startsAt: '08:00', endsAt: '18:00' })] });
    const [noon, night] = [ms('2026-12-01T11:00:00Z'), ms('2026-12-01T20:00:00Z')];
    expect(nextHandOver(days, noon, noon + 24 * HOUR)).toEqual({ at: ms('2026-12-01T17:00:00Z'), duties: [] });
    expect(nextHandOver(days, night, night + 24 * HOUR)).toMatchObject({ duties: [{ personId: 'ana' }] });
  });
});
