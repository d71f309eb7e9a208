import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ambulatoryMeans, ESH_CLOCK } from '#models/metrics/blood-pressure/ambulatory-means.ts';
import { averageRealVariability } from '#models/metrics/blood-pressure/average-real-variability.ts';
import { isInClockSpan } from '#models/metrics/blood-pressure/clock-span.ts';
import { homeMean, type HomeReading } from '#models/metrics/blood-pressure/home-mean.ts';
import { morningSurge } from '#models/metrics/blood-pressure/morning-surge.ts';
import { nocturnalDipping } from '#models/metrics/blood-pressure/nocturnal-dipping.ts';
import { datasetFile, describeWithDatasets } from '#test/support/datasets.ts';

const MINUTE_MS = 60_000;
const MIDNIGHT = Date.parse('2026-03-02T00:00:00Z');
const at = (minutes: number, systolic: number, diastolic = systolic - 50) => ({
  atMs: MIDNIGHT + minutes * MINUTE_MS,
  systolic,
  diastolic,
});

const on = (dayNumber: number, systolic: number, diastolic: number): HomeReading => ({
  dayNumber,
  systolic,
  diastolic,
});

describe('the home mean', () => {
  const three = [8, 9, 10].flatMap((day) => [on(day, 132, 84), on(day, 136, 86)]);

  it('leaves the first day of seven out', () => {
    expect(homeMean([on(4, 150, 95), ...three], 10)).toEqual({
      mean: { systolic: 134, diastolic: 85 },
      readings: 6,
      days: 3,
      reason: null,
    });
    expect(homeMean([on(5, 148, 92), ...three], 10)).toMatchObject({ mean: { systolic: 136, diastolic: 86 }, days: 4 });
    expect(homeMean([...three, on(11, 200, 120)], 10)).toMatchObject({ readings: 6 });
  });

  it('is not taken of fewer than six readings on three days, and says so', () => {
    expect(homeMean([], 10)).toEqual({ mean: null, reason: 'no-readings' });
    expect(homeMean([on(4, 150, 95)], 10)).toEqual({ mean: null, reason: 'no-readings' });
    expect(homeMean(three.slice(1), 10)).toEqual({ mean: null, reason: 'too-few-readings' });
    const two = [9, 10].flatMap((day) => [1, 2, 3].map(() => on(day, 130, 80)));
    expect(homeMean(two, 10)).toEqual({ mean: null, reason: 'too-few-days' });
  });

  it('lies between the lowest and the highest reading', () => {
    const reading = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 60, max: 250 }));
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 60 }), (list) => {
        const readings = list.map(([day, systolic]) => on(day, systolic, systolic - 40));
        const { mean } = homeMean(readings, 10);
        if (mean === null) return;
        const systolics = list.map(([, systolic]) => systolic);
        expect(mean.systolic).toBeGreaterThanOrEqual(Math.min(...systolics));
        expect(mean.systolic).toBeLessThanOrEqual(Math.max(...systolics));
      }),
    );
  });
});

describe('24 hours', () => {
  const day = Array.from({ length: 24 }, (_, i) => at(9 * 60 + i * 30, 140));
  const night = Array.from({ length: 10 }, (_, i) => at(25 * 60 + i * 30, 120));

  it('have a mean, one of the day and one of the night', () => {
    const means = ambulatoryMeans([...day, ...night], ESH_CLOCK, 0);
    expect(means).toMatchObject({ day: { systolic: 140, diastolic: 90 }, night: { systolic: 120, diastolic: 70 } });
    expect(means.reason === null ? means.full.systolic : 0).toBeCloseTo(134.118, 3);
  });

  it('have none of fewer than 20 readings by day or 7 by night', () => {
    expect(ambulatoryMeans([...day, ...night.slice(4)], ESH_CLOCK, 0)).toEqual({ reason: 'too-few-readings' });
    expect(ambulatoryMeans([...day.slice(5), ...night], ESH_CLOCK, 0)).toEqual({ reason: 'too-few-readings' });
    expect(ambulatoryMeans([], ESH_CLOCK, 0)).toEqual({ reason: 'no-readings' });
  });

  it('go by the patient’s clock, not by that of the process', () => {
    expect(ambulatoryMeans([...day, ...night], ESH_CLOCK, 8 * 60)).toEqual({ reason: 'too-few-readings' });
    const eightEarlier = [...day, ...night].map((reading) => ({ ...reading, atMs: reading.atMs - 8 * 60 * MINUTE_MS }));
    expect(ambulatoryMeans(eightEarlier, ESH_CLOCK, 8 * 60).reason).toBeNull();
  });

  it('have spans that may pass midnight', () => {
    const span = { fromMinute: 22 * 60, toMinute: 6 * 60 };
    const isIn = (minutes: number) => isInClockSpan(MIDNIGHT + minutes * MINUTE_MS, span, 0);
    expect([isIn(22 * 60), isIn(5 * 60 + 59), isIn(6 * 60), isIn(12 * 60), isIn(-1)]).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it.each([
    [140, 112, 20, 'extreme'],
    [140, 119, 15, 'normal'],
    [140, 126, 10, 'normal'],
    [140, 133, 5, 'reduced'],
    [140, 147, -5, 'rising'],
  ])('dip from %d to %d by %d %%: %s', (byDay, byNight, percent, pattern) => {
    const dipping = nocturnalDipping(byDay, byNight);
    expect(dipping?.percent).toBeCloseTo(percent, 9);
    expect(dipping?.pattern).toBe(pattern);
  });

  it('do not dip where a mean is not known', () => {
    expect(nocturnalDipping(140, Number.NaN)).toBeNull();
    expect(nocturnalDipping(0, 120)).toBeNull();
  });

  it('surge from the trough of the night to the two hours after waking', () => {
    const session = [at(120, 112), at(150, 106), at(180, 109), at(330, 118), at(365, 150), at(475, 146), at(481, 190)];
    expect(morningSurge(session, ESH_CLOCK.night, 0)).toBe(148 - 109);
    // A morning before the night is another one.
    expect(morningSurge([at(-1_070, 200), ...session], ESH_CLOCK.night, 0)).toBe(148 - 109);
    expect(morningSurge(session.slice(1), ESH_CLOCK.night, 0)).toBeNaN();
    expect(morningSurge(session.slice(0, 4), ESH_CLOCK.night, 0)).toBeNaN();
    expect(morningSurge([], ESH_CLOCK.night, 0)).toBeNaN();
  });
});

it('takes the real variability from readings that follow each other in time', () => {
  const samples = [120, 130, 125].map((value, i) => ({ atMs: i, value }));
  expect(averageRealVariability(samples.toReversed())).toBe(7.5);
  expect(averageRealVariability(samples.slice(1, 2))).toBeNaN();
});

describeWithDatasets('on the readings of a real cuff', ['blood-pressure/home-cuff.csv'], () => {
  it('is high on three occasions in three months, where two in five single readings are', () => {
    const rows: Record<string, string>[] = parse(readFileSync(datasetFile('blood-pressure/home-cuff.csv')), {
      columns: true,
    });
    const readings = rows.map((row) => {
      // The local date as it stands in the text is the local day.
      const dayNumber = Date.parse(`${(row['measured_at'] ?? '').slice(0, 10)}T00:00:00Z`) / (1_440 * MINUTE_MS);
      return on(dayNumber, Number(row['systolic']), Number(row['diastolic']));
    });
    const isHigh = ({ systolic, diastolic }: { systolic: number; diastolic: number }) =>
      systolic >= 135 || diastolic >= 85;
    expect(readings.filter(isHigh).length / readings.length).toBeCloseTo(0.41, 2);
    const days = readings.map(({ dayNumber }) => dayNumber);
    let onsets = 0;
    let wasHigh = false;
    for (let day = Math.min(...days); day <= Math.max(...days); day += 1) {
      const { mean } = homeMean(readings, day);
      if (mean === null) continue;
      if (isHigh(mean) && !wasHigh) onsets += 1;
      wasHigh = isHigh(mean);
    }
    expect(onsets).toBe(3);
  });
});
