import { describe, expect, it } from 'vitest';
import { restingHeartRate, type HeartRateReading } from '#models/metrics/heart-rate/resting-heart-rate.ts';

const MINUTE_MS = 60_000;
const MIDNIGHT = Date.parse('2026-03-02T00:00:00Z');

const at = (minutes: number, value: number, rest: Partial<HeartRateReading> = { steps: 0 }): HeartRateReading => ({
  atMs: MIDNIGHT + minutes * MINUTE_MS,
  value,
  context: 'unknown',
  steps: null,
  ...rest,
});

describe('the resting heart rate', () => {
  it('is the lowest at rest, once four minutes have passed since any activity', () => {
    const readings = [at(600, 90, { steps: 40 }), at(602, 60), at(604, 64), at(605, 66)];
    expect(restingHeartRate(readings, 0)).toEqual({ value: 64, days: 1, reason: null });
    expect(restingHeartRate(readings.toReversed(), 0)).toMatchObject({ value: 64 });
  });

  it('of several days is the median of their lowest', () => {
    const readings = [at(600, 64), at(2_000, 58), at(2_010, 70), at(3_500, 71)];
    expect(restingHeartRate(readings, 0)).toMatchObject({ value: 64, days: 3 });
  });

  it('counts days by the patient’s clock', () => {
    const readings = [at(15 * 60, 64), at(17 * 60, 60)];
    expect(restingHeartRate(readings, 0)).toMatchObject({ value: 60, days: 1 });
    expect(restingHeartRate(readings, 8 * 60)).toMatchObject({ value: 62, days: 2 });
  });

  it('takes a reading’s own word for rest, and for activity', () => {
    expect(restingHeartRate([at(600, 64, { context: 'rest' })], 0)).toMatchObject({ value: 64 });
    expect(restingHeartRate([at(600, 64, { context: 'active' }), at(603, 60)], 0)).toMatchObject({ value: null });
  });

  it('is not known where nothing is known of activity, or nothing at all', () => {
    expect(restingHeartRate([at(600, 64, {})], 0)).toEqual({ value: null, reason: 'no-readings-at-rest' });
    expect(restingHeartRate([at(600, Number.NaN)], 0)).toEqual({ value: null, reason: 'no-readings-at-rest' });
    expect(restingHeartRate([], 0)).toEqual({ value: null, reason: 'no-readings' });
  });
});
