import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FAILED_WITHIN_READINGS,
  LONGEST_CALM_READINGS,
  RETURN_READINGS,
  SHORTEST_CALM_READINGS,
  STEPS,
  type Step,
} from '#web-client/media/network-quality/ladder.ts';
import {
  NetworkQualityEngine,
  UNTROUBLED,
  type NetworkQuality,
} from '#web-client/media/network-quality/network-quality.ts';
import { after, NOTHING_YET, type Second } from './readings.ts';

/** A line on which seconds pass. */
const startLine = () => {
  const engine = new NetworkQualityEngine();
  let reading = NOTHING_YET;
  return (second: Second, seconds = 1): NetworkQuality[] =>
    Array.from({ length: seconds }, () => {
      reading = after(reading, second);
      return engine.next(reading);
    });
};

const last = (qualities: readonly NetworkQuality[]): NetworkQuality => qualities.at(-1) ?? UNTROUBLED;

const GOOD: Second = {};

describe('a line that becomes weak', () => {
  it.each<[string, Second, Partial<NetworkQuality>]>([
    ['loss on the way there costs our own picture alone', { sendLoss: 0.3 }, { sending: 'voice', receiving: 'full' }],
    ['loss on the way here costs theirs alone', { receiveLoss: 0.3 }, { sending: 'full', receiving: 'voice' }],
    ['too little for a picture costs our own', { availableBitrate: 90_000, isHeldBack: true }, { sending: 'voice' }],
    ['a queue on the way costs both', { roundTripS: 1.2 }, { sending: 'voice', receiving: 'voice' }],
    ['pictures that jerk are given up', { frozenS: 0.8 }, { sending: 'full', receiving: 'voice' }],
    ['packets that come unevenly cost theirs', { jitterS: 0.4 }, { sending: 'full', receiving: 'voice' }],
  ])('%s, within nine seconds', (_, second, expected) => {
    const pass = startLine();
    pass(GOOD, 10);
    expect(last(pass(second, 9))).toMatchObject({ level: 'poor', ...expected });
  });

  it('gives up a little first: no screens, small cameras', () => {
    const pass = startLine();
    pass(GOOD, 10);
    expect(pass({ sendLoss: 0.3 }, 8).map(({ sending }) => sending)).toEqual([
      'full',
      'full',
      'small',
      'small',
      'small',
      'small',
      'small',
      'voice',
    ]);
  });

  it('gives up all pictures at once when nothing comes through', () => {
    const pass = startLine();
    pass(GOOD, 10);
    const silence = pass({ isSilent: true }, 6);
    expect(silence[2]).toEqual(UNTROUBLED);
    expect(last(silence)).toEqual({ level: 'lost', sending: 'voice', receiving: 'voice' });
  });

  it.each<[string, Second]>([
    ['a little loss', { sendLoss: 0.06, receiveLoss: 0.06 }],
    ['a satellite on the way', { roundTripS: 0.7 }],
    ['little room, of which the browser makes the best itself', { availableBitrate: 300_000, isHeldBack: true }],
  ])('is called fair and keeps its pictures: %s', (_, second) => {
    expect(last(startLine()(second, 60))).toEqual({ level: 'fair', sending: 'full', receiving: 'full' });
  });

  it('does not take an estimate for news that nobody is waiting for', () => {
    expect(last(startLine()({ availableBitrate: 60_000 }, 60))).toEqual(UNTROUBLED);
  });

  it('does not answer for a weak line of whoever sends, only for its own', () => {
    const theirs: Second = { receiveLoss: 0.4, jitterS: 1, frozenS: 0.9, isWeakAtSource: true };
    const pass = startLine();
    expect(last(pass(theirs, 60))).toEqual(UNTROUBLED);
    // What came late of theirs is no news of ours.
    expect(pass(GOOD, 5)).toEqual(Array.from({ length: 5 }, () => UNTROUBLED));
    expect(last(pass({ ...theirs, roundTripS: 1.2 }, 9))).toMatchObject({ receiving: 'voice' });
  });

  it('overlooks one bad second', () => {
    const pass = startLine();
    pass(GOOD, 10);
    expect([...pass({ sendLoss: 0.6, receiveLoss: 0.6 }), ...pass(GOOD, 10)]).toEqual(
      Array.from({ length: 11 }, () => UNTROUBLED),
    );
  });
});

describe('a line that becomes good again', () => {
  it('has its pictures back in two steps', () => {
    const pass = startLine();
    pass({ sendLoss: 0.4 }, 20);
    const steps = pass(GOOD, 30).map(({ sending }) => sending);
    expect(steps.indexOf('small')).toBeGreaterThanOrEqual(SHORTEST_CALM_READINGS - 1);
    expect(steps.indexOf('full') - steps.indexOf('small')).toBeGreaterThanOrEqual(SHORTEST_CALM_READINGS);
    expect(steps.at(-1)).toBe('full');
  });

  it('has everything back at once when it was gone and not weak, though the gap is told of for a moment', () => {
    const pass = startLine();
    pass(GOOD, 30);
    pass({ isSilent: true }, 12);
    const back = pass(GOOD, 1 + RETURN_READINGS);
    expect(back.map(({ sending, receiving }) => [sending, receiving]).at(-1)).toEqual(['full', 'full']);

    pass(GOOD, 60);
    pass({ isSilent: true }, 12);
    const told = [...pass({ sendLoss: 0.3, receiveLoss: 0.3 }, 2), ...pass(GOOD, 2 + RETURN_READINGS)];
    expect(last(told)).toMatchObject({ sending: 'full', receiving: 'full' });
  });

  it('has them back slowly when it was weak before it was gone, and when it is weak once it is back', () => {
    const weakBefore = startLine();
    weakBefore({ sendLoss: 0.4 }, 20);
    weakBefore({ isSilent: true }, 12);
    expect(last(weakBefore(GOOD, SHORTEST_CALM_READINGS - 2))).toMatchObject({ sending: 'voice' });

    const weakAfter = startLine();
    weakAfter(GOOD, 30);
    weakAfter({ isSilent: true }, 12);
    weakAfter({ sendLoss: 0.4 }, 10);
    expect(last(weakAfter(GOOD, SHORTEST_CALM_READINGS - 2))).toMatchObject({ sending: 'voice' });
  });

  it('is tried ever more rarely while it carries voices but no picture', () => {
    const pass = startLine();
    let sending = UNTROUBLED.sending;
    let ups = 0;
    for (let second = 0; second < 600; second += 1) {
      const next: Step = last(pass(sending === 'voice' ? GOOD : { sendLoss: 0.3 })).sending;
      if (STEPS.indexOf(next) < STEPS.indexOf(sending)) ups += 1;
      sending = next;
    }
    expect(ups).toBeGreaterThanOrEqual(6);
    expect(ups).toBeLessThanOrEqual(12);
  });
});

describe('whatever a line does', () => {
  const anySecond = fc.record(
    {
      sendLoss: fc.double({ min: 0, max: 1, noNaN: true }),
      receiveLoss: fc.double({ min: 0, max: 1, noNaN: true }),
      roundTripS: fc.double({ min: 0, max: 5, noNaN: true }),
      availableBitrate: fc.integer({ min: 0, max: 5_000_000 }),
      isHeldBack: fc.boolean(),
      jitterS: fc.double({ min: 0, max: 2, noNaN: true }),
      frozenS: fc.double({ min: 0, max: 1, noNaN: true }),
      isSilent: fc.boolean(),
      isWeakAtSource: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const anyStretch = fc.record({ second: anySecond, seconds: fc.integer({ min: 1, max: 20 }) });
  const anyLine = fc.array(anyStretch, { maxLength: 40 });

  const play = (line: readonly { second: Second; seconds: number }[]) => {
    const pass = startLine();
    return { pass, past: line.flatMap(({ second, seconds }) => pass(second, seconds)) };
  };

  const neverSilent = anyLine.map((line) =>
    line.map(({ second, seconds }) => ({ second: { ...second, isSilent: false }, seconds })),
  );

  it('all at once they come back only after a silence, and not soon after one another', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const { past } = play(line);
        for (const direction of ['sending', 'receiving'] as const) {
          const ranks = [UNTROUBLED, ...past].map((quality) => STEPS.indexOf(quality[direction]));
          const returns = ranks.flatMap((rank, second) => ((ranks[second - 1] ?? 0) - rank > 1 ? [second] : []));
          for (const [index, second] of returns.entries())
            expect(second - (returns[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(FAILED_WITHIN_READINGS);
        }
      }),
    );
  });

  it('otherwise pictures come back one step at a time, and never sooner after one another than the shortest calm', () => {
    fc.assert(
      fc.property(neverSilent, (line) => {
        const { past } = play(line);
        for (const direction of ['sending', 'receiving'] as const) {
          const ranks = [UNTROUBLED, ...past].map((quality) => STEPS.indexOf(quality[direction]));
          const ups = ranks.flatMap((rank, second) => (rank < (ranks[second - 1] ?? 0) ? [second] : []));
          for (const [index, second] of ups.entries()) {
            expect((ranks[second - 1] ?? 0) - (ranks[second] ?? 0)).toBe(1);
            expect(second - (ups[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(SHORTEST_CALM_READINGS);
          }
        }
      }),
    );
  });

  it('all is back after a steady good line, however bad it was before', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const { pass } = play(line);
        expect(last(pass(GOOD, 3 * LONGEST_CALM_READINGS))).toEqual(UNTROUBLED);
      }),
    );
  });

  // Four seconds longer than from a line that was watched all along: whoever sends may just have had a weak one, and what
  // was gone may just have been trusted again for that.
  it('all pictures are given up within thirteen seconds of a line that is poor both ways', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const { pass } = play(line);
        expect(last(pass({ sendLoss: 0.5, receiveLoss: 0.5 }, 13))).toMatchObject({
          sending: 'voice',
          receiving: 'voice',
        });
      }),
    );
  });
});
