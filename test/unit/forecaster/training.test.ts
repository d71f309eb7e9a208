import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeArtifact } from '#models/forecaster/artifact.ts';
import { forecastByAr8 } from '#models/forecaster/autoregression.ts';
import { startBackend } from '#models/forecaster/backend.ts';
import { FEATURE_COUNT, FEATURE_NAMES } from '#models/forecaster/features.ts';
import { rmse } from '#models/forecaster/metrics.ts';
import { interval, resample } from '#models/forecaster/training/bootstrap.ts';
import { compareModels } from '#models/forecaster/training/comparison/compare-models.ts';
import { buildHistories } from '#models/forecaster/training/comparison/histories.ts';
import { fitLogistic } from '#models/forecaster/training/fit-logistic.ts';
import { assignFolds, FOLDS } from '#models/forecaster/training/folds.ts';
import { fitAr8 } from '#models/forecaster/training/fit-autoregression.ts';
import { objections } from '#models/forecaster/training/gate.ts';
import { joinFloats, joinLessons, lessonsOf } from '#models/forecaster/training/lessons.ts';
import { trainingTable, withPart } from '#models/forecaster/training/model-card.ts';
import { chooseOperatingPoint } from '#models/forecaster/training/operating-point.ts';
import { makeRoughCopies } from '#models/forecaster/training/rough-copies.ts';
import { trainForecaster } from '#models/forecaster/training/train-forecaster.ts';
import { buildWindows } from '#models/forecaster/training/windows.ts';
import { evaluateFile } from '#tools/forecaster-evaluation/evaluate-file.ts';
import { madeUpReadings, MINUTE_MS } from './series.ts';

const people = new Map(Array.from({ length: 10 }, (_, i) => [`p${i}`, madeUpReadings(i + 1, 120)]));
const windows = buildWindows(people);
const rough = makeRoughCopies(people, 1);
const pair = (low: number, high: number): [number, number] => [low, high];
const train = (heldOutFold: number | null, seed = 1) =>
  trainForecaster({
    windows,
    rough: rough.windows,
    foldOf: assignFolds(windows.patients.length, 1),
    heldOutFold,
    groupOf: (patient) => (patient < 'p5' ? 'first half' : 'second half'),
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

  it('makes copies that a rougher sensor would have shown, the same for the same seed', () => {
    const { readings, windows: copies } = rough;
    expect(makeRoughCopies(people, 1)).toEqual(rough);
    expect(makeRoughCopies(people, 2)).not.toEqual(rough);
    expect(copies.now.length).toBeGreaterThan(0);
    const momentum = FEATURE_NAMES.indexOf('momentum-personal');
    for (const i of copies.now.keys()) expect(copies.rows[i * FEATURE_COUNT + momentum]).toBeLessThan(0.45);
    for (const [patient, original] of people) {
      const copy = readings.get(patient) ?? [];
      expect(copy.map(({ measuredAtMs }) => measuredAtMs)).toEqual(original.map(({ measuredAtMs }) => measuredAtMs));
      const noise = copy.map(({ mgPerDl }, i) => mgPerDl - (original[i]?.mgPerDl ?? Number.NaN));
      const deviation = Math.hypot(...noise) / Math.sqrt(noise.length);
      // The largest that can be drawn is 8, and 120 draws differ from it by a fifth at the most.
      expect(deviation).toBeGreaterThan(0);
      expect(deviation).toBeLessThan(1.2 * 8);
    }
  });

  it('learns from the copies of those people only who are not left out', () => {
    const lessons = joinLessons(windows, rough.windows);
    const kept = new Uint32Array(windows.now.length).map((_, i) => i).filter((i) => (windows.patientOf[i] ?? 0) < 6);
    const learnt = lessonsOf(lessons, kept);
    expect(learnt.subarray(0, kept.length)).toEqual(kept);
    const copied = rough.windows.patientOf.filter((patient) => patient < 6);
    expect(copied.length).toBeLessThan(rough.windows.now.length);
    expect(Uint16Array.from(learnt.subarray(kept.length), (i) => lessons.windows.patientOf[i] ?? 99)).toEqual(copied);
    for (const [place, patient] of rough.windows.patientOf.entries()) {
      expect(lessons.windows.patientOf[lessons.judgedCount + place]).toBe(patient);
      expect(lessons.windows.after30[lessons.judgedCount + place]).toBe(rough.windows.after30[place]);
    }
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
    const point = { threshold: 70, falseAlarmsPerPatientDay: 0, caught: 0, sensitivity: 0, ppv: 0 };
    const batch = forecastByAr8({ ...ar8, operatingPoint: point }, set.rows, set.now.length);
    for (const [i, truth] of after30.entries()) expect(batch.value(i, 'at30-mean')).toBeCloseTo(truth, 1);
  });

  it('chooses the lowest threshold that catches nine lows of ten', () => {
    // Four days of one patient; a low once a day, foretold by 60 half an hour ahead; three false alarms at 68.
    const count = 4 * 96;
    const minimumLow = new Float32Array(count).fill(120);
    const minimum30 = new Float32Array(count).fill(100);
    const onsets = [40, 140, 240, 340];
    for (const window of onsets) {
      minimumLow.fill(60, window - 2, window);
      minimum30.fill(65, window - 2, window);
    }
    for (const window of [10, 110, 210]) minimumLow.fill(68, window, window + 2);
    const set = {
      ...windows,
      patientOf: new Uint16Array(count),
      times: Float64Array.from({ length: count }, (_, i) => i * 15 * MINUTE_MS),
      now: new Float32Array(count).fill(100),
      previous: new Float32Array(count).fill(100),
      minimum30,
      lows: onsets.map((window) => ({ patient: 0, atMs: window * 15 * MINUTE_MS })),
    };
    expect(chooseOperatingPoint(set, minimumLow)).toEqual({
      threshold: 60.1,
      falseAlarmsPerPatientDay: 0,
      caught: 1,
      sensitivity: 1,
      ppv: 1,
    });
    // One low is foretold by 80 only, which costs three false alarms in four days.
    minimumLow.fill(80, 38, 40);
    expect(chooseOperatingPoint(set, minimumLow)).toMatchObject({
      threshold: 80.1,
      caught: 1,
      falseAlarmsPerPatientDay: 0.75,
    });
  });

  it('scores lows by logistic regression as they were made', () => {
    // A low is likelier the lower the reading: the order of the scores is that of the glucose.
    const now = Float32Array.from({ length: 400 }, (_, i) => 70 + (i % 100));
    const rows = new Float32Array(now.length * FEATURE_COUNT);
    for (const [i, glucose] of now.entries()) rows[i * FEATURE_COUNT] = glucose;
    const minimum30 = now.map((glucose, i) => (glucose < 75 + (i % 7) ? 60 : 90));
    const all = new Uint32Array(now.length).map((_, i) => i);
    const odds = fitLogistic({ ...windows, now, rows, minimum30 }, all, all);
    expect(odds[0]).toBeGreaterThan(0);
    expect(odds[99]).toBeLessThan(0);
    expect(odds[3]).toBeGreaterThan(odds[12] ?? Number.NaN);
  });

  it('resamples the patients, the same for both models', () => {
    const truth = { mean30: windows.after30, mean60: windows.after60, low: windows.minimum30.map((low) => -low) };
    const level = { mean30: windows.now, mean60: windows.now, low: windows.now.map((now) => -now) };
    const { perfect, persistence } = resample(windows, { perfect: truth, persistence: level }, 1);
    expect(perfect).toHaveLength(1_000);
    expect(perfect.every(({ rmse30, ap }) => rmse30 === 0 && ap === 1)).toBe(true);
    const [low, high] = interval(persistence.map(({ rmse30 }) => rmse30));
    expect(low).toBeLessThan(rmse(windows.now, windows.after30));
    expect(high).toBeGreaterThan(rmse(windows.now, windows.after30));
  });

  it('compares the models on the same folds', () => {
    const histories = joinFloats(buildHistories(windows, people), buildHistories(rough.windows, rough.readings));
    // The newest step is the reading itself, the next the change to the one before.
    expect(histories[0]).toBe(0);
    expect(histories[1]).toBeCloseTo(-(windows.rows[1] ?? Number.NaN) / 40, 5);
    const tensors = tf.memory().numTensors;
    const foldOf = assignFolds(windows.patients.length, 1);
    const table = compareModels({ windows, rough: rough.windows, histories, foldOf, seed: 1, epochs: 1 });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(table.split('\n')).toHaveLength(2 + 5);
    expect(table).not.toContain('NaN');
  });
});

describe('the gate', () => {
  const low30 = { auroc: 0.98, ap: 0.5, apAr8: 0.42, sensitivity: 0.7, ppv: 0.35 };
  const outOfFold = {
    ...{ windows: 1, patients: 1, rmse30: 12.5, rmse60: 22, rmsePersistence: 18, rmseAr8: 14, low30 },
    ...{ rmse60Persistence: 30, rmse60Ar8: 26, patientsWorseThanPersistence: 0 },
    calibration: [{ quantile: 0.05, at30: 0.06, at60: 0.045 }],
    lows: {
      ...{ events: 10, caught: 0.9, falseAlarmsPerPatientDay: 0.4 },
      ...{ medianLeadMinutes: 15, leadAtLeast15: 1, leadAtLeast30: 0.5 },
    },
  };
  const intervals = {
    ...{ rmse30: pair(12, 13), rmse60: pair(21, 23), ap: pair(0.4, 0.6) },
    ...{ rmse30MinusAr8: pair(-2, -1), rmse60MinusAr8: pair(-5, -3) },
    ...{ apMinusAr8: pair(0.02, 0.1), apMinusLogistic: pair(0.01, 0.1) },
  };
  const baselines = { apLogistic: 0.45, intervals };

  it('lets a plausible forecaster pass', () => {
    expect(objections({ outOfFold, baselines })).toEqual([]);
  });

  it.each([
    ['leaked', { ...outOfFold, rmse30: 10.9 }],
    ['leaked', { ...outOfFold, low30: { ...low30, ap: 0.65 } }],
    ['30 min', { ...outOfFold, rmse30: 14.1 }],
    ['60 min', { ...outOfFold, rmse60: 27 }],
    ['quantile', { ...outOfFold, calibration: [{ quantile: 0.05, at30: 0.066, at60: 0.05 }] }],
    ['quantile', { ...outOfFold, calibration: [{ quantile: 0.05, at30: 0.05, at60: 0.03 }] }],
    ['false alarms', { ...outOfFold, lows: { ...outOfFold.lows, falseAlarmsPerPatientDay: 0.51 } }],
    ['worse than by persistence', { ...outOfFold, patientsWorseThanPersistence: 1 }],
  ])('objects: %s', (words, accuracy) => {
    expect(objections({ outOfFold: accuracy, baselines }).join()).toContain(words);
  });

  it.each([
    ['AR(8)', { ...intervals, apMinusAr8: pair(-0.01, 0.1) }],
    ['AR(8)', { ...intervals, apMinusAr8: pair(Number.NaN, Number.NaN) }],
    ['logistic', { ...intervals, apMinusLogistic: pair(-0.01, 0.1) }],
  ])('objects to chance: %s', (words, others) => {
    expect(objections({ outOfFold, baselines: { ...baselines, intervals: others } }).join()).toContain(words);
  });
});

describe('the model card', () => {
  it('gets the table of the training between its marks', async () => {
    const { manifest } = await train(null);
    const card = 'before <!-- table:start, written by npm run train --> stale <!-- table:end --> after';
    const written = withPart(card, 'table', trainingTable(manifest));
    expect(written).toMatch(/^before [\s\S]*\*\*network\*\*[\s\S]*second half[\s\S]* after$/);
    expect(written).not.toContain('stale');
    expect(withPart(written, 'table', trainingTable(manifest))).toBe(written);
    expect(() => withPart(written, 'comparison', '')).toThrow('marks');
  });
});
