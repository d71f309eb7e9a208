import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { forecastByAr8 } from '#models/forecaster/autoregression.ts';
import { readManifest } from '#models/forecaster/artifact.ts';
import { judge, type Accuracy } from '#models/forecaster/evaluation.ts';
import { FEATURE_COUNT } from '#models/forecaster/features.ts';
import { FORECAST_VALUES } from '#models/forecaster/forecast.ts';
import { createForecaster, type Forecaster } from '#models/forecaster/forecaster.ts';
import { buildWindows, type WindowSet } from '#models/forecaster/training/windows.ts';
import { readSensorReadings } from './read-sensor-readings.ts';

export type Evaluation = Accuracy & {
  /** How many people of the file were left out, because the model was trained on them. */
  excludedTrainingPatients: number;
  backend: string;
  /** From readings to forecasts, on this machine. */
  windowsPerSecond: number;
};

/** As many windows a call as a busy ingest has. */
const BATCH = 256;

/** Scores an artifact on people it was not trained on. Its own training file gets the stored out-of-fold result. */
export async function evaluateFile(file: string, artifactDir: string): Promise<Evaluation> {
  const manifest = await readManifest(artifactDir).catch((error: unknown) => {
    throw new Error(`there is no artifact in ${artifactDir} that could be evaluated`, { cause: error });
  });
  const readings = await readSensorReadings(file);
  const forecaster = await createForecaster({ artifactDir });
  try {
    if (forecaster.fallbackReason !== undefined)
      throw new Error(`the artifact is broken: ${forecaster.fallbackReason}`);
    const sha256 = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    const isTrainingFile = sha256 === manifest.trainingFile.sha256 && manifest.heldOutFold === null;
    const excluded = isTrainingFile ? [] : manifest.trainingPatients.filter((patient) => readings.has(patient));
    for (const patient of excluded) readings.delete(patient);
    if (readings.size === 0) {
      throw new Error(
        excluded.length === 0
          ? `${file} holds no glucose of a sensor`
          : `all ${excluded.length} patients of ${file} were in the training: there is nobody to judge the model on`,
      );
    }
    const startedAt = performance.now();
    const windows = buildWindows(readings);
    if (windows.now.length === 0) throw new Error(`${file} holds no window of eight readings with an outcome`);
    const values = forecastAll(windows, (rows, count) => forecaster.predict(rows, count));
    const windowsPerSecond = Math.round(windows.now.length / ((performance.now() - startedAt) / 1_000));
    const ar8 = forecastAll(windows, (rows, count) => forecastByAr8(manifest.ar8, rows, count));
    const accuracy = isTrainingFile
      ? manifest.outOfFold
      : judge(
          windows,
          { values, operatingPoint: manifest.operatingPoint },
          { values: ar8, operatingPoint: manifest.ar8.operatingPoint },
        );
    return { ...accuracy, excludedTrainingPatients: excluded.length, backend: forecaster.backend, windowsPerSecond };
  } finally {
    forecaster.close();
  }
}

/** FORECAST_VALUES of every window. */
function forecastAll(windows: WindowSet, predict: Forecaster['predict']): Float32Array {
  const count = windows.now.length;
  const all = new Float32Array(count * FORECAST_VALUES.length);
  for (let start = 0; start < count; start += BATCH) {
    const size = Math.min(BATCH, count - start);
    const batch = predict(windows.rows.subarray(start * FEATURE_COUNT), size);
    all.set(batch.values, start * FORECAST_VALUES.length);
  }
  return all;
}
