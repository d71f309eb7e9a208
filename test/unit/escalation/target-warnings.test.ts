import { describe, expect, it } from 'vitest';
import type { EscalationTarget } from '#contracts/escalation.ts';
import { exampleInstant } from '#models/escalation/example-instant.ts';
import { targetWarnings } from '#models/escalation/target-warnings.ts';
import { gapsOfAll } from '#models/on-call/gaps-of-all.ts';
import type { Roster } from '#models/on-call/roster.ts';
import { roster, shift } from '../on-call/rosters.ts';

const HOUR = 3_600_000;
// A Friday, 15:00 in Berlin.
const T = Date.parse('2026-12-04T14:00:00Z');
const staff = new Set(['ana', 'ben']);
const until = T + 24 * HOUR;

const byDay = roster({ id: 'day', staff, shifts: [shift({ startsAt: '08:00', endsAt: '20:00' })] });
const byNight = roster({ id: 'night', staff, shifts: [shift({ startsAt: '22:00', endsAt: '08:00' })] });
const inHours = (stretches: readonly { from: number; to: number }[]) =>
  stretches.map(({ from, to }) => [(from - T) / HOUR, (to - T) / HOUR]);

describe('when nobody is on call by any of several rosters', () => {
  it('is where the gaps of all of them meet', () => {
    expect(inHours(gapsOfAll([byDay], T, until))).toEqual([[5, 17]]);
    expect(inHours(gapsOfAll([byDay, byNight], T, until))).toEqual([[5, 7]]);
    expect(inHours(gapsOfAll([byNight, byDay], T, until))).toEqual([[5, 7]]);
    expect(inHours(gapsOfAll([], T, until))).toEqual([[0, 24]]);
  });
});

describe('what is wrong with a target', () => {
  const wrongWith = (target: EscalationTarget, rosters: readonly Roster[] = [byDay, byNight]) => {
    const directory = { rosters: new Map(rosters.map((each) => [each.id, each])), staff };
    return targetWarnings(
      [{ targets: [target], answerWithin: { kind: 'minutes', minutes: 5 } }],
      directory,
      T,
      until,
    ).map(({ kind, gap }) => [kind, gap && (gap.from - T) / HOUR]);
  };

  it('is nothing of a care team, and of somebody who is there', () => {
    expect(wrongWith({ kind: 'care-team' })).toEqual([]);
    expect(wrongWith({ kind: 'user', userId: 'ana' })).toEqual([]);
  });

  it('is that somebody left, a roster is closed or has a gap, or that there is none', () => {
    expect(wrongWith({ kind: 'user', userId: 'cem' })).toEqual([['left', null]]);
    expect(wrongWith({ kind: 'roster', rosterId: 'closed' })).toEqual([['closed-roster', null]]);
    expect(wrongWith({ kind: 'roster', rosterId: 'night' })).toEqual([['gap', 0]]);
    expect(wrongWith({ kind: 'anyone-on-call' })).toEqual([['gap', 5]]);
    expect(wrongWith({ kind: 'anyone-on-call' }, [])).toEqual([['no-roster', null]]);
    const always = roster({ id: 'always', staff, shifts: [shift({ startsAt: '08:00', endsAt: '08:00' })] });
    expect(wrongWith({ kind: 'anyone-on-call' }, [always])).toEqual([]);
  });
});

describe('the instant of a worked example', () => {
  const at = (moment: 'now' | 'night' | 'day', now: number) =>
    new Date(exampleInstant(moment, 'Europe/Berlin', now)).toISOString();

  it('is now, the next Saturday at 03:00 or the next Wednesday at 10:00, by the clinic’s clock', () => {
    expect(at('now', T)).toBe('2026-12-04T14:00:00.000Z');
    expect(at('night', T)).toBe('2026-12-05T02:00:00.000Z');
    expect(at('day', T)).toBe('2026-12-09T09:00:00.000Z');
    expect(at('night', Date.parse('2026-12-05T02:00:00Z'))).toBe('2026-12-12T02:00:00.000Z');
  });
});
