import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockMoments, type ClockVerdict } from '#ingest/clock-correction/clock-moments.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 25, 7);

/** At a minute, a reading whose time was so many minutes ahead of ours. */
type Seen = readonly [minute: number, ahead: number];

const note = (moments: ClockMoments, ...seen: readonly Seen[]): void => {
  for (const [minute, ahead] of seen) moments.note('d', START + minute * MINUTE, ahead * MINUTE);
};
const toSeen = (text: string): Seen => {
  const [minute = Number.NaN, aheadMinutes = Number.NaN] = text.split(':').map(Number);
  return [minute, aheadMinutes];
};
/** `0:60 5:-10` is 60 min ahead at first, and five minutes later a reading of ten minutes before. */
const judge = (seen: string | readonly Seen[], known?: number): ClockVerdict | null => {
  const moments = new ClockMoments();
  note(moments, ...(typeof seen === 'string' ? seen.split(' ').map(toSeen) : seen));
  return moments.judge('d', known === undefined ? undefined : known * MINUTE);
};
const ahead = (minutes: number, since = 0): ClockVerdict => ({
  ...{ type: 'ahead', aheadMs: minutes * MINUTE, sinceMs: START + since * MINUTE },
});

describe('a clock is known to be ahead', () => {
  it('when three moments over ten minutes agree, by their median', () => {
    expect(judge('0:60 5:61')).toBeNull();
    expect(judge('0:60 5:61 9:60.5')).toBeNull();
    expect(judge('0:60 5:61 10:60.5')).toEqual(ahead(60.5));
  });

  it('by readings of each minute as well as of each day', () => {
    expect(judge(Array.from({ length: 30 }, (_, minute) => [minute, 480] as const))).toEqual(ahead(480, 18));
    expect(judge('0:7 1440:7.5 2880:8')).toEqual(ahead(7.5));
  });

  it('not when the moments disagree, as those of a clock that stands still do', () => {
    expect(judge('0:60 5:55 10:50 15:45')).toBeNull();
    expect(judge('0:60 5:63 10:66')).toBeNull();
  });

  it('not by what is within the tolerance, or in the past', () => {
    expect(judge('0:5 5:5 10:5')).toBeNull();
    expect(judge('0:-60 5:-60 10:-60')).toBeNull();
  });

  it('although what it kept for hours comes in between, or in the same minutes', () => {
    expect(judge('0:60 1:-180 2:25 5:60 10:-200 10:20 10:60')).toEqual(ahead(60));
  });

  it('not when it was right in between: then more than one clock sends under this name', () => {
    expect(judge('0:60 5:60 7:0 10:60')).toBeNull();
    expect(judge('0:60 5:60 7:0 10:60 15:60 20:60')).toEqual(ahead(60, 10));
  });

  it('by the most that was agreed on, not by what came equally late', () => {
    expect(judge('0:40 5:40 6:60 10:40')).toBeNull();
  });
});

describe('a clock that is known to be ahead', () => {
  it('is news only where it is ahead by something else', () => {
    const drifted = '0:62.5 5:62.5 10:62.5';
    expect(judge(drifted, 62)).toBeNull();
    expect(judge(drifted, 60)).toEqual(ahead(62.5));
  });

  it('is right again with the first reading of now', () => {
    expect(judge('0:0', 60)).toEqual({ type: 'right' });
    expect(judge('0:-2', 60)).toEqual({ type: 'right' });
    expect(judge('0:4', 60)).toEqual({ type: 'right' });
    expect(judge('0:4', 6)).toBeNull();
    expect(judge('0:-3', 60)).toBeNull();
  });

  it('is not right because one of the readings that it kept says now', () => {
    expect(judge('0:-30 0:0', 60)).toBeNull();
    expect(judge('0:0 0:60', 60)).toBeNull();
  });

  it('is right again when nothing from the future comes for three moments over ten minutes', () => {
    expect(judge('0:60 5:-10 10:-10 14:-10', 60)).toBeNull();
    expect(judge('0:60 5:-10 10:-10 15:-10', 60)).toEqual({ type: 'right' });
  });
});

it('finds the same in whatever order the readings of a minute come in', () => {
  const minute = fc.array(fc.constantFrom(-300, -30, -1, 0, 3, 20, 59, 60, 61, 75), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(minute, { minLength: 1, maxLength: 6 }).chain((minutes) =>
        fc.record({
          minutes: fc.constant(minutes),
          shuffled: fc.tuple(...minutes.map((each) => fc.shuffledSubarray(each, { minLength: each.length }))),
          known: fc.constantFrom(undefined, 20, 60),
        }),
      ),
      ({ minutes, shuffled, known }) => {
        const seen = (each: readonly (readonly number[])[]): Seen[] =>
          each.flatMap((aheads, index) => aheads.map((aheadMinutes) => [index * 5, aheadMinutes] as const));
        expect(judge(seen(shuffled), known)).toEqual(judge(seen(minutes), known));
      },
    ),
    { numRuns: 500 },
  );
});

it('never corrects by more than some reading was ahead, nor by what any clock may be', () => {
  const seen = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -500, max: 500 })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(seen, (readings) => {
      const verdict = judge(readings);
      if (verdict?.type !== 'ahead') return;
      expect(verdict.aheadMs).toBeLessThanOrEqual(Math.max(...readings.map(([, minutes]) => minutes)) * MINUTE);
      expect(verdict.aheadMs).toBeGreaterThan(5 * MINUTE);
    }),
    { numRuns: 500 },
  );
});

it('remembers so many devices and moments, and no more', () => {
  const moments = new ClockMoments(2);
  for (const deviceId of ['a', 'b', 'a', 'c']) moments.note(deviceId, START, 60 * MINUTE);
  expect(['a', 'b', 'c'].map((deviceId) => moments.follows(deviceId))).toEqual([true, false, true]);
  expect(moments.size).toBe(2);
});
