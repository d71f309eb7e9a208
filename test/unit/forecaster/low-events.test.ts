import { describe, expect, it } from 'vitest';
import { findLowOnsets, judgeAlarms } from '#models/forecaster/low-events.ts';
import { MINUTE_MS } from './series.ts';

const STEP = 15 * MINUTE_MS;
const readings = (values: readonly number[], everyMinutes = 15) =>
  values.map((mgPerDl, i) => ({ measuredAtMs: i * everyMinutes * MINUTE_MS, mgPerDl }));
const stepsOf = (values: readonly number[]) => findLowOnsets(readings(values), 0).map(({ atMs }) => atMs / STEP);

/** One patient's windows, alarms where `alarms` has an x; the outcome is known for each. */
const judged = (values: readonly number[], alarms: string) => {
  const count = values.length - 2;
  const now = Float32Array.from(values.slice(0, count));
  return judgeAlarms(
    {
      patientOf: new Uint16Array(count),
      times: Float64Array.from({ length: count }, (_, i) => i * STEP),
      now,
      previous: now.map((value, i) => now[i - 1] ?? value),
      minimum30: now.map((_, i) => Math.min(values[i + 1] ?? Number.NaN, values[i + 2] ?? Number.NaN)),
    },
    findLowOnsets(readings(values), 0),
    Uint8Array.from({ length: count }, (_, i) => (alarms[i] === 'x' ? 1 : 0)),
  );
};

describe('where a low begins', () => {
  it('is the first reading below 70 of a run, after 15 minutes above', () => {
    expect(stepsOf([82, 75, 68, 72, 66, 74, 79, 69])).toEqual([2, 7]);
    expect(stepsOf([90, 70, 69.9])).toEqual([2]);
    expect(stepsOf([])).toEqual([]);
  });

  it('is not known when the record begins low', () => {
    expect(stepsOf([65, 62, 80, 82, 60])).toEqual([4]);
    expect(stepsOf([80, 62])).toEqual([]);
  });

  it('takes readings every five minutes together, too', () => {
    const fast = findLowOnsets(readings([80, 80, 80, 80, 66, 71, 66, 72, 73, 74, 75, 69], 5), 3);
    expect(fast).toEqual([
      { patient: 3, atMs: 20 * MINUTE_MS },
      { patient: 3, atMs: 55 * MINUTE_MS },
    ]);
  });
});

describe('alarms, event by event', () => {
  const values = [120, 110, 100, 90, 80, 65, 80, 95, 100, 100, 100, 90, 80, 68, 75, 90, 100, 100, 100, 100];

  it('counts what was caught, how early, and what was false', () => {
    // Two lows, at steps 5 and 13. The first is foretold from step 3 on, 30 minutes ahead; the second is missed.
    // A run of two alarms at 15 is false.
    expect(judged(values, '...xx..........xx...')).toEqual({
      events: 2,
      caught: 1 / 2,
      falseAlarmsPerPatientDay: 1 / (18 / 96),
      medianLeadMinutes: 30,
      leadAtLeast15: 1,
      leadAtLeast30: 1,
    });
  });

  it('takes the run nearest to the onset: an earlier one has been cleared by then', () => {
    // Alarms at steps 2 and 4 are half an hour apart: two alarms, the first of them false.
    expect(judged(values, '..x.x.............')).toMatchObject({
      caught: 1 / 2,
      medianLeadMinutes: 15,
      falseAlarmsPerPatientDay: 1 / (18 / 96),
    });
  });

  it('does not count an alarm more than half an hour before the low as a catch', () => {
    expect(judged(values, 'xx................')).toMatchObject({ caught: 0 });
  });
});
