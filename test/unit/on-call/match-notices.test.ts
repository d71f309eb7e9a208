import { describe, expect, it } from 'vitest';
import { matchNotices } from '#models/on-call/match-notices.ts';

const NOW = 1_000;
const notice = (from: number, to: number) => ({ id: `${from}`, from, to });

describe('a gap', () => {
  it('is found once, and goes on wherever it ends', () => {
    expect(matchNotices([], [{ from: 2_000, to: 2_500 }], NOW)).toEqual({
      found: [{ from: 2_000, to: 2_500 }],
      ongoing: [],
      ended: [],
    });
    expect(matchNotices([notice(2_000, 2_500)], [{ from: 2_000, to: 9_000 }], NOW)).toEqual({
      found: [],
      ongoing: [{ id: '2000', to: 9_000 }],
      ended: [],
    });
  });

  it('that has begun is the same from minute to minute', () => {
    expect(matchNotices([notice(400, 3_000)], [{ from: NOW, to: 3_000 }], NOW)).toEqual({
      found: [],
      ongoing: [{ id: '400', to: 3_000 }],
      ended: [],
    });
    // The one before it is over.
    expect(matchNotices([notice(100, 300), notice(400, 3_000)], [{ from: NOW, to: 3_000 }], NOW)).toMatchObject({
      found: [],
      ongoing: [{ id: '400' }],
      ended: [{ id: '100', outcome: 'passed' }],
    });
  });

  it('is another one than the one that was over before it', () => {
    expect(matchNotices([notice(100, 300)], [{ from: NOW, to: 3_000 }], NOW)).toEqual({
      found: [{ from: NOW, to: 3_000 }],
      ongoing: [],
      ended: [{ id: '100', outcome: 'passed' }],
    });
  });

  it('is filled, or passes', () => {
    expect(matchNotices([notice(2_000, 3_000), notice(400, 900), notice(300, 1_001)], [], NOW).ended).toEqual([
      { id: '2000', outcome: 'filled' },
      { id: '400', outcome: 'passed' },
      { id: '300', outcome: 'filled' },
    ]);
  });

  it('of which the beginning moved is another one: sooner told twice than never', () => {
    expect(matchNotices([notice(2_000, 3_000)], [{ from: 1_500, to: 3_000 }], NOW)).toEqual({
      found: [{ from: 1_500, to: 3_000 }],
      ongoing: [],
      ended: [{ id: '2000', outcome: 'filled' }],
    });
    const parts = [
      { from: 2_000, to: 2_200 },
      { from: 2_600, to: 3_000 },
    ];
    expect(matchNotices([notice(2_000, 3_000)], parts, NOW)).toMatchObject({
      found: [parts[1]],
      ongoing: [{ id: '2000', to: 2_200 }],
    });
  });
});
