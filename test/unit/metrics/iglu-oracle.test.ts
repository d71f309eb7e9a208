import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { coefficientOfVariation } from '#models/metrics/coefficient-of-variation.ts';
import { episodes } from '#models/metrics/glucose/episodes.ts';
import { evenGrid } from '#models/metrics/glucose/even-grid.ts';
import { glucoseManagementIndicator } from '#models/metrics/glucose/glucose-management-indicator.ts';
import { glycaemiaRiskIndex } from '#models/metrics/glucose/glycaemia-risk-index.ts';
import { meanAmplitudeOfExcursions } from '#models/metrics/glucose/mage.ts';
import { percentAbove } from '#models/metrics/glucose/percent-above.ts';
import { percentBelow } from '#models/metrics/glucose/percent-below.ts';
import { percentWithin } from '#models/metrics/glucose/percent-within.ts';
import { sensorActivity } from '#models/metrics/glucose/sensor-activity.ts';
import { mean } from '#models/metrics/mean.ts';
import { median } from '#models/metrics/median.ts';
import type { Sample } from '#models/metrics/sample.ts';
import { standardDeviation } from '#models/metrics/standard-deviation.ts';
import { datasetFile, describeWithDatasets } from '#test/support/datasets.ts';
import { readSensorReadings } from '#tools/forecaster-evaluation/read-sensor-readings.ts';

/** Results of the R package iglu 4.2.2, by method, file and arguments: column -> row -> value. */
const Oracle = z.object({
  test_runs: z.array(
    z.object({
      method: z.string(),
      input_file_name: z.string(),
      kwargs: z.object({
        targets_above: z.array(z.number()).optional(),
        targets_below: z.array(z.number()).optional(),
        dt0: z.number().optional(),
      }),
      results: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
    }),
  ),
});

const valuesOf = (samples: readonly Sample[]) => samples.map(({ value }) => value);
const secondsOf = (atMs: number | undefined) =>
  new Date(atMs ?? Number.NaN).toISOString().slice(0, 19).replace('T', ' ');

/** What a column of iglu's is here. Throws on a column that nothing here computes. */
const compute = (column: string, samples: readonly Sample[], everyMinutes: number | undefined): number | string => {
  const [, name = '', first = '', second = ''] = /^([A-Za-z_]+?)(?:_(\d+))?(?:_(\d+))?$/.exec(column) ?? [];
  const values = valuesOf(samples);
  const activity = sensorActivity(samples, everyMinutes);
  switch (name) {
    case 'above':
      return percentAbove(values, Number(first));
    case 'below':
      return percentBelow(values, Number(first));
    case 'in_range':
      return percentWithin(values, Number(first), Number(second));
    case 'active_percent':
      return activity?.percent ?? Number.NaN;
    case 'ndays':
      return Math.round((activity?.days ?? Number.NaN) * 10) / 10;
    case 'start_date':
      return secondsOf(samples[0]?.atMs);
    case 'end_date':
      return secondsOf(samples.at(-1)?.atMs);
    case 'CV':
      return coefficientOfVariation(values);
    case 'GMI':
      return glucoseManagementIndicator(values);
    case 'MAGE':
      return meanAmplitudeOfExcursions(samples, 0);
    case 'mean':
      return mean(values);
    case 'median':
      return median(values);
    case 'SD':
      return standardDeviation(values);
    default:
      throw new Error(`nothing computes ${column}`);
  }
};

const FILES = ['expected.json', 'simple_test_1.csv', 'example_data_5_subject.csv'];

describeWithDatasets(
  'on the readings that iglu was run on',
  FILES.map((name) => `cgm/oracle/${name}`),
  () => {
    const samplesOf = new Map<string, Map<string, Sample[]>>();
    beforeAll(async () => {
      for (const name of FILES.slice(1)) {
        const readings = await readSensorReadings(datasetFile(`cgm/oracle/${name}`));
        const people = [...readings].map(
          ([id, list]) =>
            [id, list.map(({ measuredAtMs, mgPerDl }) => ({ atMs: measuredAtMs, value: mgPerDl }))] as const,
        );
        samplesOf.set(name, new Map(people));
      }
    });

    it('says what iglu says in every case, within 0.001', () => {
      const { test_runs: runs } = Oracle.parse(
        JSON.parse(readFileSync(datasetFile('cgm/oracle/expected.json'), 'utf8')),
      );
      expect(runs.length).toBeGreaterThan(20);
      for (const { method, input_file_name: path, kwargs, results } of runs) {
        const { id: ids = {}, ...columns } = results;
        for (const [column, rows] of Object.entries(columns)) {
          for (const [row, expected] of Object.entries(rows)) {
            const samples = samplesOf.get(path.split('/').at(-1) ?? '')?.get(String(ids[row])) ?? [];
            const found = compute(column, samples, kwargs.dt0);
            const label = `${method} ${JSON.stringify(kwargs)}: ${column} of ${String(ids[row])}`;
            if (expected === null) expect(found, label).toBeNaN();
            else if (typeof expected === 'string') expect(found, label).toBe(expected);
            else expect(Math.abs(Number(found) - expected), label).toBeLessThanOrEqual(0.001);
          }
        }
      }
    });

    const subject = (number: number) => samplesOf.get('example_data_5_subject.csv')?.get(`Subject ${number}`) ?? [];

    // The package's own documentation prints these, to three digits.
    it('gives the glycaemia risk index that the documentation prints', () => {
      const found = [1, 2, 3, 4, 5].map((number) => glycaemiaRiskIndex(valuesOf(subject(number))).toPrecision(3));
      expect(found).toEqual(['7.19', '79.7', '20.0', '4.38', '39.5']);
    });

    it('counts the episodes that the documentation prints', () => {
      const samples = subject(1);
      const grid = evenGrid(samples, 0);
      const days = [...(grid?.values ?? [])].filter((value) => !Number.isNaN(value)).length / 288;
      const summary = (limit: Parameters<typeof episodes>[1]) => {
        const found = episodes(samples, limit, 0);
        return [
          found.length,
          (found.length / days).toPrecision(3),
          mean(found.map(({ durationMinutes }) => durationMinutes)).toPrecision(3),
          mean(found.map(({ meanValue }) => meanValue)).toPrecision(3),
          found.filter(({ isProlonged }) => isProlonged).length,
        ];
      };
      expect(summary({ below: 120 })).toEqual([37, '3.33', '257', '105', 19]);
      expect(summary({ below: 70 })).toEqual([1, '0.0899', '35.0', '68.6', 0]);
      expect(summary({ above: 180 }).slice(0, 4)).toEqual([16, '1.44', '80.3', '200']);
    });
  },
);
