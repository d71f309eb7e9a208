import { describe, expect, it } from 'vitest';
import { hits } from '#models/forecaster/evaluation.ts';
import { predictedLow } from '#models/forecaster/forecast.ts';
import { rank, rmse } from '#models/forecaster/metrics.ts';

describe('metrics, computed by hand', () => {
  it('root mean square leaves unknown truths out', () => {
    expect(rmse(Float32Array.of(1, 2, 9), Float32Array.of(4, 6, Number.NaN))).toBeCloseTo(Math.sqrt((9 + 16) / 2));
  });

  it('ranks four windows', () => {
    // Best first: positive, negative, positive, negative. Pairs in order: 3 of 4. Precision at the hits: 1 and 2/3.
    const { auroc, ap } = rank(Float32Array.of(0.9, 0.7, 0.8, 0.1), Uint8Array.of(1, 1, 0, 0));
    expect(auroc).toBeCloseTo(3 / 4);
    expect(ap).toBeCloseTo((1 + 2 / 3) / 2);
  });

  it('takes equal scores together', () => {
    // First 0.5 thrice with one positive, then one positive and one negative.
    const { auroc, ap } = rank(Float32Array.of(0.5, 0.5, 0.5, 0.4, 0.3), Uint8Array.of(1, 0, 0, 1, 0));
    // The first positive beats one negative and ties with two; the second beats one.
    expect(auroc).toBeCloseTo((1 + 2 * 0.5 + 1) / 6);
    expect(ap).toBeCloseTo((1 / 3 + 2 / 4) / 2);
  });

  it('says nothing without positives', () => {
    const { auroc, ap } = rank(Float32Array.of(1, 2), Uint8Array.of(0, 0));
    expect([auroc, ap]).toEqual([Number.NaN, Number.NaN]);
  });

  it('counts hits', () => {
    const { sensitivity, ppv } = hits(Uint8Array.of(1, 1, 0, 0, 1), Uint8Array.of(1, 0, 1, 0, 1));
    expect([sensitivity, ppv]).toEqual([2 / 3, 2 / 3]);
  });
});

describe('a predicted low', () => {
  it.each([
    [84, 90, 66, true],
    [84, 90, 71, false],
    [68, 75, 60, false],
    // 15 minutes after a low reading it is still the same low.
    [74, 67, 60, false],
    [Number.NaN, 90, 60, false],
    [84, Number.NaN, 60, false],
    [84, 90, Number.NaN, false],
  ])('now %s, before %s, at lowest %s: %s', (glucose, previous, minimumLow, expected) => {
    expect(predictedLow({ glucose, previous, minimumLow }, { threshold: 70 })).toBe(expected);
  });
});
