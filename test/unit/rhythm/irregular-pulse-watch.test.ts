import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IrregularPulseWatch, type IrregularEpisode } from '#models/rhythm/irregular-pulse-watch.ts';
import { fibrillation, geminy, respiratory, sinus } from './pulses.ts';

type Reading = { endAt: number; rrIntervalsMs: number[] };

const START = Date.parse('2026-03-02T10:00:00Z');
const MINUTE_MS = 60_000;
const spanOf = (intervals: readonly number[]) => intervals.reduce((sum, interval) => sum + interval, 0);

/** Cuts intervals that begin at `from` into readings of `size` beats. */
const readingsOf = (intervals: readonly number[], from = START, size = 5): Reading[] => {
  const readings: Reading[] = [];
  let endAt = from;
  for (let i = 0; i < intervals.length; i += size) {
    const rrIntervalsMs = intervals.slice(i, i + size);
    endAt += spanOf(rrIntervalsMs);
    readings.push({ endAt, rrIntervalsMs });
  }
  return readings;
};

const play = (readings: readonly Reading[]) => {
  const watch = new IrregularPulseWatch();
  const episodes: IrregularEpisode[] = [];
  const raisedAt: number[] = [];
  for (const { endAt, rrIntervalsMs } of readings) {
    const before = episodes.length;
    watch.add(endAt, rrIntervalsMs, episodes);
    if (episodes.length > before) raisedAt.push(endAt);
  }
  return { episodes, raisedAt };
};

describe('irregular pulse', () => {
  it('tells when it began, is raised when it has lasted, and is over when the pulse has been regular for as long', () => {
    const before = sinus(400, 1);
    const during = fibrillation(600, 2);
    const onset = START + spanOf(before);
    const end = onset + spanOf(during);
    const { episodes, raisedAt } = play(readingsOf([...before, ...during, ...sinus(600, 3)]));
    expect(episodes).toHaveLength(1);
    const [episode] = episodes;
    const [raised = Number.NaN] = raisedAt;
    if (episode === undefined) throw new Error('no episode');
    const seconds = (from: number, to: number) => Math.round((to - from) / 1_000);
    // As the worked example of the constants says.
    expect([seconds(onset, episode.onsetAt), seconds(onset, raised)]).toEqual([24, 145]);
    expect([seconds(end, episode.lastBreachAt), seconds(end, episode.clearedAt)]).toEqual([13, 133]);
    expect(episode.irregularWindows).toBeLessThan(episode.windows);
  });

  it('is not raised by less than two minutes of it', () => {
    const burst = () => [...sinus(200, 1), ...fibrillation(170, 2)];
    expect(play(readingsOf([...burst(), ...burst(), ...burst()])).episodes).toEqual([]);
  });

  it.each([
    ['bigeminy', geminy(0)],
    ['respiratory sinus arrhythmia', respiratory],
  ])('is not raised by an hour of %s', (_, pulse) => {
    expect(play(readingsOf(pulse(4_500, 7))).episodes).toEqual([]);
  });

  it('goes on through gaps and false beats, and says nothing where too few beats follow one another', () => {
    const readings = readingsOf(fibrillation(900, 4));
    const withGaps = readings.filter((_, i) => i % 30 !== 29);
    expect(play(withGaps).episodes).toMatchObject([{ clearedAt: Number.NaN }]);
    expect(play(readings.filter((_, i) => i % 5 !== 4)).episodes).toEqual([]);
  });

  it('joins readings that come once a second, with their clock in whole seconds', () => {
    const intervals = fibrillation(900, 5);
    let at = START;
    let next = START + 1_000;
    const readings: Reading[] = [{ endAt: next, rrIntervalsMs: [] }];
    for (const interval of intervals) {
      at += interval;
      while (at > next) readings.push({ endAt: (next += 1_000), rrIntervalsMs: [] });
      readings.at(-1)?.rrIntervalsMs.push(interval);
    }
    const exact = play(readingsOf(intervals)).episodes;
    const whole = play(readings).episodes;
    expect(whole).toHaveLength(1);
    expect(Math.abs((whole[0]?.onsetAt ?? 0) - (exact[0]?.onsetAt ?? 0))).toBeLessThan(1_001);
  });

  it('is not made of two straps that a patient wears at once', () => {
    const [one, other] = [readingsOf(sinus(900, 1), START, 2), readingsOf(sinus(900, 2), START + 400, 2)];
    const both = [...one, ...other].sort((a, b) => a.endAt - b.endAt);
    expect(play(both).episodes).toEqual([]);
  });

  it('begins anew after an hour of silence', () => {
    const first = readingsOf(fibrillation(400, 1));
    const firstEnd = first.at(-1)?.endAt ?? 0;
    const again = readingsOf(fibrillation(400, 2), firstEnd + 61 * MINUTE_MS);
    const { episodes } = play([...first, ...again]);
    expect(episodes).toHaveLength(2);
    expect(episodes[0]?.clearedAt).toBe(firstEnd + 60 * MINUTE_MS);
    const soon = readingsOf(fibrillation(400, 2), firstEnd + 50 * MINUTE_MS);
    expect(play([...first, ...soon]).episodes).toHaveLength(1);
  });

  it('is the same however the beats are cut into readings', () => {
    const stretch = fc.record({
      kind: fc.constantFrom(sinus, fibrillation, fibrillation, geminy(1)),
      beats: fc.integer({ min: 20, max: 400 }),
      seed: fc.nat(1_000),
      gapMs: fc.constantFrom(0, 0, 500, 1_500, 5_000, 4_000_000),
      falseInterval: fc.constantFrom(null, null, 0, 120, 9_000),
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 8 }), sizes, (stretches, cuts) => {
        const cut = (sizeOf: () => number) => {
          const readings: Reading[] = [];
          let from = START;
          for (const { kind, beats, seed, gapMs, falseInterval } of stretches) {
            let rest = [
              ...kind(beats, seed),
              ...(falseInterval === null ? [] : [falseInterval]),
              ...kind(40, seed + 1),
            ];
            from += gapMs;
            while (rest.length > 0) {
              const rrIntervalsMs = rest.slice(0, sizeOf());
              rest = rest.slice(rrIntervalsMs.length);
              from += spanOf(rrIntervalsMs);
              readings.push({ endAt: from, rrIntervalsMs });
            }
          }
          return play(readings).episodes;
        };
        let turn = 0;
        expect(cut(() => cuts[(turn += 1) % cuts.length] ?? 1)).toEqual(cut(() => 1));
      }),
      { numRuns: 100 },
    );
  });
});
