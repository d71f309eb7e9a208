import { version_core } from '@tensorflow/tfjs-core';
import { sha256Of, toFiles, type NetworkFiles } from '../artifact.ts';
import { ar8Values } from '../autoregression.ts';
import { column, judge, type Accuracy } from '../evaluation.ts';
import { FEATURE_COUNT, FEATURE_NAMES } from '../features.ts';
import type { Manifest } from '../manifest.ts';
import { normalise, runNetwork, toValues } from '../network.ts';
import { compareWithBaselines } from './compare-with-baselines.ts';
import { crossValidate, measureFeatures, type FitAndPredict } from './cross-validate.ts';
import { fitAr8 } from './fit-autoregression.ts';
import { fitLogistic } from './fit-logistic.ts';
import { fitNetwork } from './fit-network.ts';
import { chooseOperatingPoint } from './operating-point.ts';
import { joinLessons, lessonsOf, type Lessons } from './lessons.ts';
import type { Fit } from './optimise.ts';
import { pick, selectWindows } from './select-windows.ts';
import type { WindowSet } from './windows.ts';

export type Training = Fit & {
  windows: WindowSet;
  /** Of the same patients, only to learn from: see makeRoughCopies. */
  rough: WindowSet;
  /** Fold of each patient. */
  foldOf: Uint8Array;
  /** Keeps the patients of this fold away from everything. */
  heldOutFold: number | null;
  /** Whose results are also given apart: the group of a patient. */
  groupOf: (patient: string) => string;
  trainingFile: { name: string; sha256: string };
  credit: Manifest['credit'];
  onFold?: (fold: number | 'all') => void;
};

/** Judges the recipe patient by patient out of fold, then trains on all patients. Needs a started backend. */
export async function trainForecaster(training: Training): Promise<{ files: NetworkFiles; manifest: Manifest }> {
  const { windows, rough, foldOf, heldOutFold, groupOf, onFold } = training;
  const lessons = joinLessons(windows, rough);
  const foldOfWindow = (window: number) => foldOf[windows.patientOf[window] ?? 0] ?? 0;
  const indices = new Uint32Array(windows.now.length)
    .map((_, window) => window)
    .filter((window) => foldOfWindow(window) !== heldOutFold);

  const network = crossValidate(windows, indices, foldOf, (kept, out, fold) => {
    onFold?.(fold);
    return networkValues(lessons, training, kept, out);
  });
  const ar8 = crossValidate(windows, indices, foldOf, ar8ValuesOf(windows));
  const logistic = crossValidate(windows, indices, foldOf, (kept, out) => fitLogistic(windows, kept, out));
  const judged = selectWindows(windows, indices);
  const ofJudged = (table: Float32Array) => pick(table, indices, table.length / windows.now.length);
  const operatingPoint = chooseOperatingPoint(judged, column(ofJudged(network), 'minimumLow'));
  const ar8Point = chooseOperatingPoint(judged, column(ofJudged(ar8), 'minimumLow'));
  const accuracyOf = (keep: (window: number) => boolean): Accuracy => {
    const chosen = indices.filter(keep);
    const values = (table: Float32Array) => pick(table, chosen, table.length / windows.now.length);
    return judge(
      selectWindows(windows, chosen),
      { values: values(network), operatingPoint },
      { values: values(ar8), operatingPoint: ar8Point },
    );
  };

  onFold?.('all');
  const features = measureFeatures(windows.rows, indices);
  const final = fitNetwork(
    normalise(lessons.windows.rows, lessons.windows.now.length, features),
    lessons.windows,
    lessonsOf(lessons, indices),
    training,
  );
  const files = await toFiles(final);
  const probeRows = pick(
    windows.rows,
    Uint32Array.from([0.25, 0.5, 0.75], (share) => indices[Math.floor(share * indices.length)] ?? 0),
    FEATURE_COUNT,
  );
  const probeOutputs = runNetwork(final, normalise(probeRows, 3, features), 3);
  final.dispose();

  const patientsOf = (keep: (fold: number) => boolean) => windows.patients.filter((_, i) => keep(foldOf[i] ?? 0));
  const groupOfWindow = (window: number) => groupOf(windows.patients[windows.patientOf[window] ?? 0] ?? '');
  const manifest: Manifest = {
    version: 2,
    sha256: sha256Of(files),
    tensorflow: version_core,
    seed: training.seed,
    epochs: training.epochs,
    credit: training.credit,
    trainingFile: training.trainingFile,
    trainingPatients: patientsOf((fold) => fold !== heldOutFold),
    heldOutFold,
    features: { names: [...FEATURE_NAMES], mean: [...features.mean], deviation: [...features.deviation] },
    operatingPoint,
    ar8: { ...fitAr8(windows, indices), operatingPoint: ar8Point },
    outOfFold: accuracyOf(() => true),
    baselines: compareWithBaselines(judged, ofJudged(network), ofJudged(ar8), ofJudged(logistic), training.seed),
    folds: [...new Set(Array.from(indices, foldOfWindow))].sort().map((fold) => ({
      fold,
      patients: patientsOf((other) => other === fold),
      accuracy: accuracyOf((window) => foldOfWindow(window) === fold),
    })),
    groups: [...new Set(Array.from(indices, groupOfWindow))].sort().map((group) => ({
      group,
      accuracy: accuracyOf((window) => groupOfWindow(window) === group),
    })),
    probe: { rows: [...probeRows], outputs: [...probeOutputs] },
  };
  return { files, manifest };
}

/** FORECAST_VALUES of the windows `out` by a network that was trained on the windows `kept` and their patients' copies. */
export function networkValues(lessons: Lessons, fit: Fit, kept: Uint32Array, out: Uint32Array): Float32Array {
  const { windows } = lessons;
  const scale = measureFeatures(windows.rows, kept);
  const inputs = normalise(windows.rows, windows.now.length, scale);
  const network = fitNetwork(inputs, windows, lessonsOf(lessons, kept), fit);
  const rows = pick(windows.rows, out, FEATURE_COUNT);
  const outputs = runNetwork(network, normalise(rows, out.length, scale), out.length);
  network.dispose();
  return toValues(outputs, rows, out.length);
}

/** FORECAST_VALUES by AR(8). */
export const ar8ValuesOf =
  (windows: WindowSet): FitAndPredict =>
  (kept, out) =>
    ar8Values(fitAr8(windows, kept), pick(windows.rows, out, FEATURE_COUNT), out.length);
