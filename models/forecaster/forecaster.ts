import type { LayersModel } from '@tensorflow/tfjs-layers';
import { AR8 } from './ar8-coefficients.ts';
import { readManifest, readNetwork } from './artifact.ts';
import { forecastByAr8 } from './autoregression.ts';
import { startBackend, type Backend } from './backend.ts';
import { FEATURE_COUNT } from './features.ts';
import { ForecastBatch, type OperatingPoint } from './forecast.ts';
import type { Manifest } from './manifest.ts';
import { normalise, runNetwork, toValues } from './network.ts';

export type Forecaster = {
  /** Null when AR(8) forecasts. */
  readonly modelSha256: string | null;
  readonly backend: Backend | 'none';
  /** Why AR(8) forecasts. */
  readonly fallbackReason?: string;
  readonly operatingPoint: OperatingPoint;
  /** Forecasts of the first `count` feature rows, in one call. */
  predict(rows: Float32Array, count: number): ForecastBatch;
  close(): void;
};

/**
 * The network of an artifact, or AR(8) with the reason when the artifact is missing or broken, no backend starts, or
 * the network gives what is no number. It never rejects: a forecast less must not stop a reading.
 */
export async function createForecaster(options: { artifactDir: string; backend?: Backend }): Promise<Forecaster> {
  try {
    const manifest = await readManifest(options.artifactDir);
    const backend = await startBackend(options.backend);
    const network = await readNetwork(options.artifactDir, manifest);
    try {
      checkProbe(network, manifest);
    } catch (error) {
      network.dispose();
      throw error;
    }
    return new NetworkForecaster(network, manifest, backend);
  } catch (error) {
    return new Ar8Forecaster(error instanceof Error ? error.message : String(error));
  }
}

/** Forecasts without any artifact. */
class Ar8Forecaster implements Forecaster {
  readonly modelSha256 = null;
  readonly backend = 'none';
  readonly fallbackReason: string;
  readonly operatingPoint = AR8.operatingPoint;

  constructor(reason: string) {
    this.fallbackReason = reason;
  }

  predict(rows: Float32Array, count: number): ForecastBatch {
    return forecastByAr8(AR8, rows, count);
  }

  close(): void {
    // Holds nothing.
  }
}

/** Forecasts with the network until it fails, from then on with AR(8). */
class NetworkForecaster implements Forecaster {
  modelSha256: string | null;
  backend: Backend | 'none';
  fallbackReason?: string;
  operatingPoint: OperatingPoint;
  readonly #manifest: Manifest;
  #network: LayersModel | null;

  constructor(network: LayersModel, manifest: Manifest, backend: Backend) {
    this.#network = network;
    this.#manifest = manifest;
    this.modelSha256 = manifest.sha256;
    this.backend = backend;
    this.operatingPoint = manifest.operatingPoint;
  }

  predict(rows: Float32Array, count: number): ForecastBatch {
    if (this.#network === null || count === 0) return forecastByAr8(AR8, rows, count);
    const { features, operatingPoint } = this.#manifest;
    try {
      const outputs = runNetwork(this.#network, normalise(rows, count, features), count);
      if (!outputs.every(Number.isFinite)) throw new Error('the network gave what is no number');
      return new ForecastBatch('mlp', operatingPoint, rows, count, toValues(outputs, rows, count));
    } catch (error) {
      this.#abandon(error instanceof Error ? error.message : String(error));
      return forecastByAr8(AR8, rows, count);
    }
  }

  close(): void {
    this.#abandon('the forecaster is closed');
  }

  #abandon(reason: string): void {
    if (this.#network === null) return;
    this.#network.dispose();
    this.#network = null;
    this.modelSha256 = null;
    this.backend = 'none';
    this.fallbackReason = reason;
    this.operatingPoint = AR8.operatingPoint;
  }
}

/** Largest difference that another backend's rounding may make, in units of OUTPUT_SCALE. */
const PROBE_TOLERANCE = 0.005;

function checkProbe(network: LayersModel, { probe, features }: Manifest): void {
  const count = probe.rows.length / FEATURE_COUNT;
  const outputs = runNetwork(network, normalise(Float32Array.from(probe.rows), count, features), count);
  const isAsTrained =
    outputs.length === probe.outputs.length &&
    outputs.every((value, i) => Math.abs(value - (probe.outputs[i] ?? Number.NaN)) < PROBE_TOLERANCE);
  if (!isAsTrained) throw new Error('on this backend the network computes something else than when it was trained');
}
