import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeArtifact } from '#models/forecaster/artifact.ts';
import { forecastByAr8 } from '#models/forecaster/autoregression.ts';
import { startBackend } from '#models/forecaster/backend.ts';
import { FEATURE_COUNT } from '#models/forecaster/features.ts';
import { assignFolds, FOLDS } from '#models/forecaster/training/folds.ts';
import { fitAr8 } from '#models/forecaster/training/fit-autoregression.ts';
import { objections } from '#models/forecaster/training/gate.ts';
import { withTable } from '#models/forecaster/training/model-card.ts';
import { chooseOperatingPoint } from '#models/forecaster/training/operating-point.ts';
import { trainForecaster } from '#models/forecaster/training/train-forecaster.ts';
import { buildWindows } from '#models/forecaster/training/windows.ts';
import { evaluateFile } from '#tools/forecaster-evaluation/evaluate-file.ts';
import { madeUpReadings, MINUTE_MS } from './series.ts';

const people = new Map(Array.from({ length: 10 }, (_, i) => [`p${i}`, madeUpReadings(i + 1, 120)]));
const windows = buildWindows(people);
const train = (heldOutFold: number | null, seed = 1) =>
  trainForecaster({
    windows,
    foldOf: assignFolds(windows.patients.length, 1),
    heldOutFold,
    seed,
    epochs: 2,
    trainingFile: { name: 'made-up', sha256: '' },
    credit: { data: '', source: '', licence: '' },
  });

describe('training', () => {
  beforeAll(async () => {
    await startBackend('wasm');
  });

  it('gives the same bytes for the same seed, others for another, and leaves no tensor behind', async () => {
    const first = await train(null);
    const tensors = tf.memory().numTensors;
    const second = await train(null);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(second.manifest).toEqual(first.manifest);
    expect(second.files).toEqual(first.files);
    expect((await train(null, 2)).manifest.sha256).not.toBe(first.manifest.sha256);
  });

  it('keeps a held-out fold away, and gives the model that judged that fold', async () => {
    const { files, manifest } = await train(0);
    const judged = (await train(null)).manifest.folds.find(({ fold }) => fold === 0);
    const heldOut = judged?.patients ?? [];
    expect(heldOut).toHaveLength(2);
    expect(manifest.trainingPatients).toEqual(windows.patients.filter((patient) => !heldOut.includes(patient)));
    expect(manifest.heldOutFold).toBe(0);

    const folder = await mkdtemp(join(tmpdir(), 'kanhu-held-out-'));
    try {
      const lines = [...people].flatMap(([patient, readings]) =>
        readings.map(({ measuredAtMs, mgPerDl }) => {
          const local = new Date(measuredAtMs + 480 * MINUTE_MS).toISOString().replace('Z', '+08:00');
          return `${patient},${local},glucose-cgm,${mgPerDl},mg/dL`;
        }),
      );
      const file = join(folder, 'people.csv');
      await writeFile(file, ['patient,measured_at,kind,glucose,unit', ...lines].join('\n'));
      await writeArtifact(folder, files, manifest);
      const { rmse30, rmse60, rmseAr8, patients, excludedTrainingPatients } = await evaluateFile(file, folder);
      expect([patients, excludedTrainingPatients]).toEqual([2, 8]);
      expect(rmse30).toBeCloseTo(judged?.accuracy.rmse30 ?? Number.NaN, 3);
      expect(rmse60).toBeCloseTo(judged?.accuracy.rmse60 ?? Number.NaN, 3);
      expect(rmseAr8).toBeCloseTo(judged?.accuracy.rmseAr8 ?? Number.NaN, 3);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('puts every patient into one of five folds of equal size', () => {
    const folds = assignFolds(20, 3);
    for (let fold = 0; fold < FOLDS; fold += 1) expect(folds.filter((other) => other === fold)).toHaveLength(4);
  });

  it('finds the autoregression that made the data', () => {
    const set = buildWindows(new Map([['a', madeUpReadings(2, 400)]]));
    // The truth is 0.6 of the reading, 0.3 of the one before, and 12.
    const after30 = set.now.map((_, window) => {
      const glucose = set.rows[window * FEATURE_COUNT] ?? 0;
      const before = glucose - (set.rows[window * FEATURE_COUNT + 1] ?? 0);
      return 0.6 * glucose + 0.3 * before + 12;
    });
    const ar8 = fitAr8(
      { ...set, after30 },
      new Uint32Array(set.now.length).map((_, i) => i),
    );
    expect(ar8.after30.intercept).toBeCloseTo(12, 2);
    expect(ar8.after30.coefficients[0]).toBeCloseTo(0.6, 3);
    expect(ar8.after30.coefficients[1]).toBeCloseTo(0.3, 3);
    expect(ar8.after30.coefficients[2]).toBeCloseTo(0, 3);
    const point = { threshold: 70, falseAlarmsPerPatientDay: 0, sensitivity: 0, ppv: 0 };
    const batch = forecastByAr8({ ...ar8, operatingPoint: point }, set.rows, set.now.length);
    for (const [i, truth] of after30.entries()) expect(batch.value(i, 'median30')).toBeCloseTo(truth, 1);
  });

  it('chooses the highest threshold with at most one false alarm in two days', () => {
    // Four days of one patient; a low once a day, foretold by 60; three false alarms at 68, each of two windows.
    const count = 4 * 96;
    const minimumLow = new Float32Array(count).fill(120);
    const minimum30 = new Float32Array(count).fill(100);
    for (const window of [40, 140, 240, 340]) {
      minimumLow[window] = 60;
      minimum30[window] = 65;
    }
    for (const window of [10, 110, 210]) minimumLow.fill(68, window, window + 2);
    const set = {
      ...windows,
      patientOf: new Uint16Array(count),
      times: Float64Array.from({ length: count }, (_, i) => i * 15 * MINUTE_MS),
      now: new Float32Array(count).fill(100),
      minimum30,
    };
    const indices = new Uint32Array(count).map((_, i) => i);
    expect(chooseOperatingPoint(set, indices, minimumLow, 95)).toEqual({
      threshold: 68,
      falseAlarmsPerPatientDay: 0,
      sensitivity: 1,
      ppv: 1,
    });
    minimumLow.fill(120, 210, 212);
    expect(chooseOperatingPoint(set, indices, minimumLow, 95)).toMatchObject({
      threshold: 95,
      falseAlarmsPerPatientDay: 0.5,
      ppv: 0.5,
    });
  });
});

describe('the gate', () => {
  const low30 = { auroc: 0.98, ap: 0.5, apAr8: 0.42, sensitivity: 0.7, ppv: 0.35 };
  const outOfFold = { windows: 1, patients: 1, rmse30: 12.5, rmse60: 22, rmsePersistence: 18, rmseAr8: 14, low30 };
  const baselines = { rmse60Persistence: 30, rmse60Ar8: 26 };

  it('lets a plausible forecaster pass', () => {
    expect(objections({ outOfFold, baselines })).toEqual([]);
  });

  it.each([
    ['leaked', { ...outOfFold, rmse30: 10.9 }],
    ['leaked', { ...outOfFold, low30: { ...low30, ap: 0.65 } }],
    ['30 min', { ...outOfFold, rmse30: 14.1 }],
    ['60 min', { ...outOfFold, rmse60: 27 }],
    ['AR(8)', { ...outOfFold, low30: { ...low30, ap: 0.4 } }],
    ['AR(8)', { ...outOfFold, low30: { ...low30, ap: null } }],
  ])('objects: %s', (words, accuracy) => {
    expect(objections({ outOfFold: accuracy, baselines }).join()).toContain(words);
  });
});

describe('the model card', () => {
  it('gets the table of the training between its marks', async () => {
    const { manifest } = await train(null);
    const card = 'before <!-- table:start, written by npm run train --> stale <!-- table:end --> after';
    const written = withTable(card, manifest);
    expect(written).toMatch(/^before [\s\S]*\*\*network\*\*[\s\S]* after$/);
    expect(written).not.toContain('stale');
    expect(withTable(written, manifest)).toBe(written);
    expect(() => withTable('no marks', manifest)).toThrow('marks');
  });
});
