import { describe, expect, it } from 'vitest';
import { IRREGULAR_PULSE } from '#models/rhythm/irregular-pulse.ts';
import { PulseWindow } from '#models/rhythm/pulse-window.ts';
import { coefficientOfSampleEntropy } from '#models/rhythm/sample-entropy.ts';
import { fibrillation, geminy, isolatedPrematureBeats, missedBeats, respiratory, sinus, type Pulse } from './pulses.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const { entropyThreshold } = IRREGULAR_PULSE;

/** Entropies of all windows of 400 beats of each seed. */
const entropiesOf = (pulse: Pulse): number[] =>
  SEEDS.flatMap((seed) => {
    const window = new PulseWindow();
    return pulse(400, seed)
      .map((interval) => window.push(interval))
      .slice(IRREGULAR_PULSE.windowBeats - 1);
  });
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('coefficient of sample entropy', () => {
  it('computes its worked example', () => {
    expect(coefficientOfSampleEntropy(new Float64Array(30).fill(800))).toBeCloseTo(Math.log(60 / 800), 10);
  });

  it('counts the pairs that match, and of them those that are followed by a match', () => {
    // Templates 800 800 800 900 800 800: ten pairs match; of the five 800 four are followed by 800: six match again.
    const intervals = new Float64Array([800, 800, 800, 900, 800, 800, 800]);
    expect(coefficientOfSampleEntropy(intervals)).toBeCloseTo(
      Math.log(10 / 6) + Math.log(60) - Math.log(5_700 / 7),
      10,
    );
  });

  it('takes no pair across an interval that is not known', () => {
    const [...intervals] = sinus(29, 1);
    const withHole = new Float64Array([...intervals.slice(0, 15), Number.NaN, ...intervals.slice(15)]);
    expect(coefficientOfSampleEntropy(withHole)).toBeCloseTo(
      coefficientOfSampleEntropy(new Float64Array(intervals)),
      1,
    );
  });

  it('widens the tolerance until enough pairs match', () => {
    expect(coefficientOfSampleEntropy(new Float64Array([300, 500, 800, 1_200, 1_700, 2_300, 3_000]))).toBeGreaterThan(
      -1,
    );
  });
});

describe('irregular windows', () => {
  it.each([
    ['steady sinus rhythm', sinus],
    ['respiratory sinus arrhythmia', respiratory],
    ['bigeminy', geminy(0)],
    ['trigeminy', geminy(1)],
    ['quadrigeminy', geminy(2)],
    ['isolated premature beats with their pauses', isolatedPrematureBeats],
    ['beats that were missed', missedBeats],
  ])('are none in %s', (_, pulse) => {
    expect(entropiesOf(pulse).filter((entropy) => entropy >= entropyThreshold)).toEqual([]);
  });

  it('are those of fibrillation', () => {
    const entropies = entropiesOf(fibrillation);
    const share = entropies.filter((entropy) => entropy >= entropyThreshold).length / entropies.length;
    expect(share).toBeGreaterThan(0.99);
  });

  it('have the entropies that the constants’ worked example says', () => {
    expect(meanOf(entropiesOf(sinus))).toBeCloseTo(-2.1, 1);
    expect(meanOf(entropiesOf(geminy(1)))).toBeCloseTo(-2.2, 1);
    expect(meanOf(entropiesOf(respiratory))).toBeCloseTo(-1.45, 1);
    expect(meanOf(entropiesOf(fibrillation))).toBeCloseTo(-0.3, 1);
  });

  it('are told from the thirtieth interval in a row', () => {
    const window = new PulseWindow();
    const judged = sinus(60, 1).map((interval) => !Number.isNaN(window.push(interval)));
    expect(judged.indexOf(true)).toBe(29);
    window.break();
    expect(
      sinus(30, 2)
        .map((interval) => !Number.isNaN(window.push(interval)))
        .indexOf(true),
    ).toBe(29);
  });

  it('bear three impossible intervals and no more', () => {
    const window = new PulseWindow();
    for (const interval of [...sinus(27, 1), 0, 65_535, Number.NaN]) window.push(interval);
    expect(window.push(800)).not.toBeNaN();
    expect(window.push(120)).toBeNaN();
  });
});
