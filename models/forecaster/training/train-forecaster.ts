import { version_core } from '@tensorflow/tfjs-core';
import { sha256Of, toFiles, type NetworkFiles } from '../artifact.ts';
import { judge, round, type Accuracy, type Forecasts } from '../evaluation.ts';
import { FEATURE_NAMES, LOW_MGDL } from '../features.ts';
import { FORECAST_VALUES, predictedLow, type ForecastValue, type OperatingPoint } from '../forecast.ts';
import type { Manifest } from '../manifest.ts';
import { rank, rmse } from '../metrics.ts';
import { normalise, OUTPUTS, runNetwork, toValues } from '../network.ts';
import { crossValidate, gather, measureFeatures } from './cross-validate.ts';
import { fitAr8 } from './fit-autoregression.ts';
import { fitNetwork, type Fit } from './fit-network.ts';
import { chooseOperatingPoint } from './operating-point.ts';
import type { WindowSet } from './windows.ts';

export type Training = Fit & {
  windows: WindowSet;
  /** Fold of each patient. */
  foldOf: Uint8Array;
  /** Keeps the patients of this fold away from everything. */
  heldOutFold: number | null;
  trainingFile: { name: string; sha256: string };
  credit: Manifest['credit'];
  onFold?: (fold: number | 'all') => void;
};

/** AR(8)'s score is an expected path, which stays above the lows that it foretells. */
const AR8_HIGHEST = LOW_MGDL + 25;

/** Judges the recipe patient by patient out of fold, then trains on all patients. Needs a started backend. */
export async function trainForecaster(training: Training): Promise<{ files: NetworkFiles; manifest: Manifest }> {
  const { windows, foldOf, heldOutFold, onFold } = training;
  const foldOfWindow = (window: number) => foldOf[windows.patientOf[window] ?? 0] ?? 0;
  const indices = new Uint32Array(windows.now.length)
    .map((_, window) => window)
    .filter((window) => foldOfWindow(window) !== heldOutFold);

  const outOfFold = crossValidate(windows, indices, foldOf, training);
  const minimumOutput = bestMinimumOutput(windows, indices, outOfFold.outputs);
  const values = toValues(outOfFold.outputs, windows.rows, windows.now.length, minimumOutput);
  // A quantile of the minimum below 70 has a meaning ("at least one chance in four of a low"); above 70 it has none.
  const operatingPoint = chooseOperatingPoint(windows, indices, column(values, 'minimumLow'), LOW_MGDL);
  const ar8Point = chooseOperatingPoint(windows, indices, column(outOfFold.ar8, 'minimumLow'), AR8_HIGHEST);
  const accuracyOf = (chosen: Uint32Array): Accuracy => {
    const outcomes = {
      now: pick(windows.now, chosen),
      after30: pick(windows.after30, chosen),
      after60: pick(windows.after60, chosen),
      minimum30: pick(windows.minimum30, chosen),
    };
    const forecasts = toForecasts(values, windows.now, chosen, operatingPoint);
    const ar8 = toForecasts(outOfFold.ar8, windows.now, chosen, ar8Point);
    return judge(outcomes, forecasts, ar8, new Set(pick(windows.patientOf, chosen)).size);
  };

  onFold?.('all');
  const features = measureFeatures(windows.rows, indices);
  const network = fitNetwork(normalise(windows.rows, windows.now.length, features), windows, indices, training);
  const files = await toFiles(network);
  const probeRows = gather(
    windows.rows,
    Uint32Array.from([0.25, 0.5, 0.75], (share) => indices[Math.floor(share * indices.length)] ?? 0),
  );
  const probeOutputs = runNetwork(network, normalise(probeRows, 3, features), 3);
  network.dispose();

  const patientsOf = (keep: (fold: number) => boolean) => windows.patients.filter((_, i) => keep(foldOf[i] ?? 0));
  const known60 = indices.filter((window) => !Number.isNaN(windows.after60[window] ?? Number.NaN));
  const manifest: Manifest = {
    version: 1,
    sha256: sha256Of(files),
    tensorflow: version_core,
    seed: training.seed,
    epochs: training.epochs,
    credit: training.credit,
    trainingFile: training.trainingFile,
    trainingPatients: patientsOf((fold) => fold !== heldOutFold),
    heldOutFold,
    features: { names: [...FEATURE_NAMES], mean: [...features.mean], deviation: [...features.deviation] },
    minimumOutput,
    operatingPoint,
    ar8: { ...fitAr8(windows, indices), operatingPoint: ar8Point },
    outOfFold: accuracyOf(indices),
    baselines: {
      rmse60Persistence: round(rmse(pick(windows.now, known60), pick(windows.after60, known60))),
      rmse60Ar8: round(rmse(pick(column(outOfFold.ar8, 'median60'), known60), pick(windows.after60, known60))),
    },
    folds: [...new Set(Array.from(indices, foldOfWindow))].sort().map((fold) => ({
      fold,
      patients: patientsOf((other) => other === fold),
      accuracy: accuracyOf(indices.filter((window) => foldOfWindow(window) === fold)),
    })),
    probe: { rows: [...probeRows], outputs: [...probeOutputs] },
  };
  return { files, manifest };
}

/** The quantile of the minimum that ranks the lows best. */
function bestMinimumOutput(windows: WindowSet, indices: Uint32Array, outputs: Float32Array): number {
  const judged = indices.filter((window) => (windows.now[window] ?? 0) >= LOW_MGDL);
  const isLow = Uint8Array.from(judged, (window) => ((windows.minimum30[window] ?? 0) < LOW_MGDL ? 1 : 0));
  let best = -1;
  let bestAp = Number.NEGATIVE_INFINITY;
  for (const [output, { of }] of OUTPUTS.entries()) {
    if (of !== 'minimum30') continue;
    const values = toValues(outputs, windows.rows, windows.now.length, output);
    const { ap } = rank(
      pick(column(values, 'minimumLow'), judged).map((value) => -value),
      isLow,
    );
    if (best === -1 || ap > bestAp) {
      best = output;
      bestAp = ap;
    }
  }
  return best;
}

function column(values: Float32Array, name: ForecastValue): Float32Array {
  const width = FORECAST_VALUES.length;
  const at = FORECAST_VALUES.indexOf(name);
  return new Float32Array(values.length / width).map((_, i) => values[i * width + at] ?? Number.NaN);
}

function pick<T extends Float32Array | Uint16Array>(values: T, indices: Uint32Array): T {
  const picked = values.slice(0, indices.length) as T;
  for (const [place, window] of indices.entries()) picked[place] = values[window] ?? Number.NaN;
  return picked;
}

function toForecasts(values: Float32Array, now: Float32Array, chosen: Uint32Array, point: OperatingPoint): Forecasts {
  const minimumLow = pick(column(values, 'minimumLow'), chosen);
  return {
    median30: pick(column(values, 'median30'), chosen),
    median60: pick(column(values, 'median60'), chosen),
    minimumLow,
    isPredictedLow: Uint8Array.from(chosen, (window, place) =>
      predictedLow({ glucose: now[window] ?? 0, minimumLow: minimumLow[place] ?? Number.NaN }, point) ? 1 : 0,
    ),
  };
}
