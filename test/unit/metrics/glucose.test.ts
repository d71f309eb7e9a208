import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coefficientOfVariation } from '#models/metrics/coefficient-of-variation.ts';
import { episodes } from '#models/metrics/glucose/episodes.ts';
import { evenGrid } from '#models/metrics/glucose/even-grid.ts';
import { glucoseManagementIndicator } from '#models/metrics/glucose/glucose-management-indicator.ts';
import { glycaemiaRiskIndex } from '#models/metrics/glucose/glycaemia-risk-index.ts';
import { highBloodGlucoseIndex } from '#models/metrics/glucose/high-blood-glucose-index.ts';
import { lowBloodGlucoseIndex } from '#models/metrics/glucose/low-blood-glucose-index.ts';
import { meanAmplitudeOfExcursions } from '#models/metrics/glucose/mage.ts';
import { meanOfDailyDifferences } from '#models/metrics/glucose/modd.ts';
import { FOR_ITS_OWN_DAYS, FOR_THREE_MONTHS, reportInsufficiency } from '#models/metrics/glucose/report-sufficiency.ts';
import { sensorActivity } from '#models/metrics/glucose/sensor-activity.ts';
import { timeInPregnancyRanges } from '#models/metrics/glucose/time-in-pregnancy-ranges.ts';
import { timeInRanges } from '#models/metrics/glucose/time-in-ranges.ts';
import { mean } from '#models/metrics/mean.ts';
import type { Sample } from '#models/metrics/sample.ts';
import { standardDeviation } from '#models/metrics/standard-deviation.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const MIDNIGHT = Date.parse('2026-03-02T00:00:00Z');

const every = (minutes: number, values: readonly number[], from = MIDNIGHT): Sample[] =>
  values.map((value, i) => ({ atMs: from + i * minutes * MINUTE_MS, value }));

describe('time in ranges', () => {
  it('puts each limit where the consensus does, and what lies between whole numbers on the outer side', () => {
    expect(timeInRanges([53, 60, 100, 180, 200])).toEqual({ veryLow: 20, low: 20, inRange: 40, high: 20, veryHigh: 0 });
    expect(timeInRanges([53.9, 54, 69.9, 70, 180, 180.1, 250, 250.1])).toEqual({
      veryLow: 12.5,
      low: 25,
      inRange: 25,
      high: 25,
      veryHigh: 12.5,
    });
    expect(timeInPregnancyRanges([60, 63, 140, 141])).toEqual({ veryLow: 0, low: 25, inRange: 50, high: 25 });
  });

  it('adds up to 100 % and does not depend on order', () => {
    const glucose = fc.array(fc.double({ min: 10, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(
        glucose.chain((values) =>
          fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
        ),
        ([values, shuffled]) => {
          for (const shares of [timeInRanges(values), timeInPregnancyRanges(values)]) {
            expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 9);
            expect(Math.min(...Object.values(shares))).toBeGreaterThanOrEqual(-1e-9);
          }
          expect(timeInRanges(shuffled)).toEqual(timeInRanges(values));
          expect(glycaemiaRiskIndex(shuffled)).toBe(glycaemiaRiskIndex(values));
        },
      ),
    );
  });
});

describe('numbers of a distribution', () => {
  it('are those of the worked examples', () => {
    const values = [100, 110, 120, 130];
    expect(standardDeviation(values)).toBeCloseTo(12.91, 3);
    expect(coefficientOfVariation(values)).toBeCloseTo(11.226, 3);
    expect(glucoseManagementIndicator(values)).toBeCloseTo(6.0608, 4);
    expect(lowBloodGlucoseIndex([70])).toBeCloseTo(7.755, 2);
    expect(highBloodGlucoseIndex([180])).toBeCloseTo(7.729, 2);
    expect(lowBloodGlucoseIndex([180])).toBe(0);
    const shares = [...Array<number>(1).fill(50), ...Array<number>(2).fill(60), ...Array<number>(72).fill(100)];
    expect(glycaemiaRiskIndex([...shares, ...Array<number>(5).fill(300), ...Array<number>(20).fill(200)])).toBeCloseTo(
      31.8,
      9,
    );
    expect(glycaemiaRiskIndex([40, 50])).toBe(100);
  });

  it('are not numbers where there is nothing', () => {
    expect(timeInRanges([]).inRange).toBeNaN();
    for (const metric of [
      mean,
      standardDeviation,
      glucoseManagementIndicator,
      lowBloodGlucoseIndex,
      glycaemiaRiskIndex,
    ])
      expect(metric([])).toBeNaN();
    expect(standardDeviation([100])).toBeNaN();
    expect(meanAmplitudeOfExcursions([], 0)).toBeNaN();
    expect(meanOfDailyDifferences(every(5, [100, 110]), 0)).toBeNaN();
    expect(sensorActivity(every(5, [100]))).toBeNull();
    expect(episodes([{ atMs: Number.NaN, value: 40 }], { below: 70 }, 0)).toEqual([]);
  });
});

describe('the even grid', () => {
  it('draws straight lines between neighbours and none over a gap of more than 45 min', () => {
    const at = (minutes: number, value: number) => ({ atMs: MIDNIGHT + minutes * MINUTE_MS, value });
    const fine = evenGrid([at(2, 100), at(7, 110), at(12, 110), at(57, 200), at(103, 100)], 0, 5);
    expect([...(fine?.values ?? [])].map((value) => Math.round(value))).toEqual([
      106,
      110,
      116,
      126,
      136,
      146,
      156,
      166,
      176,
      186,
      196,
      ...Array<number>(9).fill(Number.NaN),
    ]);
  });

  it('has the sensor’s own step, or the next smaller one of which a day holds a whole number', () => {
    expect(evenGrid(every(5, [100, 100, 100]), 0)?.stepMinutes).toBe(5);
    expect(evenGrid(every(7, [100, 100, 100]), 0)?.stepMinutes).toBe(6);
  });

  it('counts its steps from local midnight', () => {
    const hours = [
      { atMs: MIDNIGHT, value: 100 },
      { atMs: MIDNIGHT + 30 * MINUTE_MS, value: 130 },
    ];
    expect(evenGrid(hours, 345, 30)?.startMs).toBe(MIDNIGHT + 15 * MINUTE_MS);
    expect(evenGrid(hours, 0, 30)?.startMs).toBe(MIDNIGHT);
  });

  it('takes several readings of one instant as their mean, in whatever order they come', () => {
    const twice = [...every(5, [100, 120, 140]), { atMs: MIDNIGHT + 5 * MINUTE_MS, value: 160 }];
    expect([...(evenGrid(twice.toReversed(), 0)?.values ?? [])]).toEqual([100, 140, 140]);
  });
});

describe('swings', () => {
  it('of a wave are its height', () => {
    const wave = Array.from({ length: 288 * 2 }, (_, i) => 140 - 50 * Math.cos((2 * Math.PI * i) / 72));
    expect(meanAmplitudeOfExcursions(every(5, wave), 0)).toBeCloseTo(100, 0);
    expect(meanOfDailyDifferences(every(5, wave), 0)).toBeCloseTo(0, 9);
  });

  it('from day to day are the mean difference at the same time', () => {
    const hour = (hours: number, value: number) => ({ atMs: MIDNIGHT + hours * 60 * MINUTE_MS, value });
    const days = [hour(8, 100), hour(9, 140), hour(32, 110), hour(33, 120)];
    expect(meanOfDailyDifferences(days, 0)).toBe(15);
  });

  it('do not depend on the order readings come in', () => {
    const readings = fc.array(fc.tuple(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 40, max: 400 })), {
      minLength: 2,
      maxLength: 250,
    });
    fc.assert(
      fc.property(
        readings.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          const samples = ([minutes, value]: [number, number]) => ({ atMs: MIDNIGHT + minutes * MINUTE_MS, value });
          const [one, other] = [list.map(samples), shuffled.map(samples)];
          expect(meanAmplitudeOfExcursions(other, 60)).toEqual(meanAmplitudeOfExcursions(one, 60));
          expect(meanOfDailyDifferences(other, 60)).toEqual(meanOfDailyDifferences(one, 60));
          expect(sensorActivity(other)).toEqual(sensorActivity(one));
          expect(sensorActivity(one)?.percent ?? 0).toBeLessThanOrEqual(100);
          const found = episodes(one, { below: 70 }, 60);
          expect(episodes(other, { below: 70 }, 60)).toEqual(found);
          expect(found.every(({ durationMinutes }) => durationMinutes >= 15)).toBe(true);
        },
      ),
    );
  });
});

describe('episodes', () => {
  const low = { below: 70 };

  it('begin after 15 min beyond the limit and end after 15 min within it', () => {
    const [episode, ...more] = episodes(every(5, [75, 68, 66, 65, 72, 69, 74, 75, 76, 60, 60, 75, 80, 80]), low, 0);
    expect(more).toEqual([]);
    expect(episode).toEqual({
      startMs: MIDNIGHT + 5 * MINUTE_MS,
      durationMinutes: 25,
      meanValue: 68,
      isProlonged: false,
    });
  });

  it('are prolonged with more than 120 min without a break', () => {
    const of = (minutes: number) => episodes(every(5, [...Array<number>(minutes / 5).fill(60), 90, 90, 90]), low, 0);
    expect(of(120).map(({ isProlonged }) => isProlonged)).toEqual([false]);
    expect(of(125).map(({ isProlonged }) => isProlonged)).toEqual([true]);
  });

  it('do not reach over a gap, and last until it where they were not over', () => {
    const before = every(5, [60, 60, 60, 75]);
    const after = every(5, [60, 60, 60, 60, 90], MIDNIGHT + 120 * MINUTE_MS);
    const found = episodes([...before, ...after], low, 0);
    expect(found.map(({ durationMinutes }) => durationMinutes)).toEqual([20, 25]);
  });

  it('of a sensor that measures every 15 min are each of its readings', () => {
    expect(episodes(every(15, [90, 260, 90, 260, 260, 100]), { above: 250 }, 0)).toHaveLength(2);
  });
});

describe('what a report may say', () => {
  const worn = (days: number, share: number) => {
    const count = (days * DAY_MS) / (5 * MINUTE_MS);
    const samples = every(5, Array<number>(count + 1).fill(100));
    // What is missing is missing at once, in the middle: the sensor's interval stays what it is.
    const from = Math.round((count * share) / 2);
    return sensorActivity([...samples.slice(0, from), ...samples.slice(samples.length - from)]);
  };

  it('of three months needs 14 days and 70 % of their readings', () => {
    expect(reportInsufficiency(worn(14, 0.71), FOR_THREE_MONTHS)).toBeNull();
    expect(reportInsufficiency(worn(13, 1), FOR_THREE_MONTHS)).toBe('too-few-days');
    expect(reportInsufficiency(worn(14, 0.69), FOR_THREE_MONTHS)).toBe('too-little-wear');
    expect(reportInsufficiency(null, FOR_THREE_MONTHS)).toBe('too-few-days');
  });

  it('of the days themselves needs one', () => {
    expect(reportInsufficiency(worn(1, 0.4), FOR_ITS_OWN_DAYS)).toBeNull();
    expect(reportInsufficiency(worn(0.5, 1), FOR_ITS_OWN_DAYS)).toBe('too-few-days');
  });

  it('counts what is missing against the sensor’s own interval', () => {
    const at = (minutes: number) => ({ atMs: MIDNIGHT + minutes * MINUTE_MS, value: 100 });
    expect(sensorActivity([at(0), at(10), at(15)], 5)).toEqual({ days: 15 / 1_440, percent: 75 });
  });
});
