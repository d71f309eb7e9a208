import { describe, expect, it } from 'vitest';
import { judgedFrom, judgeSilence, raisedAgainAt } from '#models/silence/judge-silence.ts';
import { ALWAYS_LISTENING, byEither, listenedFor, toListening } from '#models/silence/listening.ts';

const MINUTE = 60_000;
const at = (hours: number, minutes = 0): number => Date.UTC(2026, 10, 25, hours, minutes);
const period = (from: number, to: number) => ({ from: at(from), to: at(to) });

describe('listening', () => {
  it('has breaks where no process took readings in', () => {
    const periods = [period(9, 11), period(8, 10), period(12, 13)];
    expect(toListening(periods, at(13))).toEqual({ deaf: [period(11, 12)], since: at(12) });
    expect(toListening(periods, at(14))).toEqual({ deaf: [period(11, 12), period(13, 14)], since: null });
  });

  it('has no break of less than half a minute, and none before it began', () => {
    const periods = [
      { from: at(8), to: at(9) },
      { from: at(9) + 29_999, to: at(10) - 29_999 },
    ];
    expect(toListening(periods, at(10))).toEqual({ deaf: [], since: at(8) });
    expect(
      toListening(
        [
          { from: at(8), to: at(9) },
          { from: at(9) + 30_000, to: at(10) },
        ],
        at(10),
      ),
    ).toEqual({
      deaf: [{ from: at(9), to: at(9) + 30_000 }],
      since: at(9) + 30_000,
    });
    expect(toListening([], at(10))).toEqual(ALWAYS_LISTENING);
  });

  it('by either of two ways is broken where one of them is', () => {
    const a = { deaf: [period(8, 10), period(12, 13)], since: at(13) };
    const b = { deaf: [period(9, 11)], since: at(11) };
    expect(byEither(a, b)).toEqual({ deaf: [period(8, 11), period(12, 13)], since: at(13) });
    expect(byEither(a, { deaf: [], since: null }).since).toBeNull();
    // What was given is not changed.
    expect(a.deaf).toEqual([period(8, 10), period(12, 13)]);
  });

  it('for a time leaves out what lies in breaks, wholly or in part', () => {
    const deaf = [period(7, 8), { from: at(10, 30), to: at(11) }];
    expect(listenedFor(at(10), 45 * MINUTE, deaf)).toBe(at(11, 15));
    expect(listenedFor(at(10), 30 * MINUTE, deaf)).toBe(at(10, 30));
    expect(listenedFor(at(10, 45), 5 * MINUTE, deaf)).toBe(at(11, 5));
    expect(listenedFor(at(12), 45 * MINUTE, deaf)).toBe(at(12, 45));
  });
});

describe('silence during a break of our own', () => {
  const deaf = [{ from: at(10, 30), to: at(11, 30) }];
  const after = (hours: number, minutes: number) => judgeSilence(at(10), 15 * MINUTE, at(hours, minutes), deaf);

  it('does not count', () => {
    expect(after(11, 44)).toEqual({ severity: null, onsetAt: at(11, 45), changesAt: at(11, 45) });
    expect(after(11, 45)).toMatchObject({ severity: 'moderate', onsetAt: at(11, 45), changesAt: at(12, 30) });
    expect(after(12, 30).severity).toBe('high');
  });

  it('does not count towards raising it again, and a device has an interval, or an hour, to come back', () => {
    expect(raisedAgainAt(at(10), 15 * MINUTE, deaf)).toBe(at(11, 45));
    expect(raisedAgainAt(at(12), 5 * MINUTE, deaf)).toBe(at(12, 30));
    expect(raisedAgainAt(at(12), 720 * MINUTE, deaf)).toBe(at(48));
    expect([judgedFrom(at(12), 15 * MINUTE), judgedFrom(at(12), 720 * MINUTE)]).toEqual([at(12, 15), at(13)]);
  });
});
