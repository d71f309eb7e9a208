import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { FEATURE_COUNT } from './features.ts';
import { FORECAST_VALUES } from './forecast.ts';

export const HIDDEN_UNITS = [128, 96] as const;

/** What the network gives, in order: quantiles of glucose and of the minimum of the next 30 minutes. */
export const OUTPUTS = [
  { of: 'after30', quantile: 0.05 },
  { of: 'after30', quantile: 0.5 },
  { of: 'after30', quantile: 0.95 },
  { of: 'after60', quantile: 0.05 },
  { of: 'after60', quantile: 0.5 },
  { of: 'after60', quantile: 0.95 },
  { of: 'minimum30', quantile: 0.1 },
  { of: 'minimum30', quantile: 0.25 },
  { of: 'minimum30', quantile: 0.5 },
] as const;

/** The outputs are changes from now in units of this many mg/dL. */
export const OUTPUT_SCALE = 20;

/** Two hidden layers, fused into three calls. Names are given, or a counter of the process would be in the artifact. */
export function buildNetwork(): layers.LayersModel {
  const kernelInitializer = 'zeros';
  const network = layers.sequential({ name: 'glucose-forecaster' });
  for (const [i, units] of HIDDEN_UNITS.entries()) {
    const inputShape = [HIDDEN_UNITS[i - 1] ?? FEATURE_COUNT];
    network.add(
      layers.layers.dense({ units, inputShape, activation: 'relu', kernelInitializer, name: `hidden-${i + 1}` }),
    );
  }
  network.add(layers.layers.dense({ units: OUTPUTS.length, kernelInitializer, name: 'quantiles' }));
  return network;
}

/** Mean and spread of each feature over the training windows. */
export type Normalisation = { mean: readonly number[]; deviation: readonly number[] };

/** Beyond this many deviations a feature counts as this many: far outside its training a network says anything. */
const CLIP = 6;

/** Normalised copies of `count` rows. What is not known counts as average: one odd row must not spoil the batch. */
export function normalise(rows: Float32Array, count: number, { mean, deviation }: Normalisation): Float32Array {
  const inputs = new Float32Array(count * FEATURE_COUNT);
  for (let i = 0; i < inputs.length; i += 1) {
    const feature = i % FEATURE_COUNT;
    const z = ((rows[i] ?? Number.NaN) - (mean[feature] ?? 0)) / (deviation[feature] ?? 1);
    inputs[i] = Number.isNaN(z) ? 0 : Math.max(-CLIP, Math.min(CLIP, z));
  }
  return inputs;
}

/** Windows a call may hold, so that a whole data set does not become one tensor. */
const MAX_BATCH = 4_096;

/** One call for the batch: the call itself costs two hundred times what a window does. Leaves no tensor behind. */
export function runNetwork(network: layers.LayersModel, inputs: Float32Array, count: number): Float32Array {
  const input = tf.tensor2d(inputs, [count, FEATURE_COUNT]);
  try {
    const output = network.predict(input, { batchSize: Math.min(count, MAX_BATCH) }) as tf.Tensor;
    try {
      return output.dataSync<'float32'>();
    } finally {
      output.dispose();
    }
  } finally {
    input.dispose();
  }
}

/** From the network's changes to mg/dL. Quantiles that cross are put in order. */
export function toValues(outputs: Float32Array, rows: Float32Array, count: number, minimumOutput: number) {
  const values = new Float32Array(count * FORECAST_VALUES.length);
  for (let i = 0; i < count; i += 1) {
    const now = rows[i * FEATURE_COUNT] ?? Number.NaN;
    const output = (column: number) => now + OUTPUT_SCALE * (outputs[i * OUTPUTS.length + column] ?? Number.NaN);
    for (let column = 0; column < FORECAST_VALUES.length - 1; column += 3) {
      const median = output(column + 1);
      const at = i * FORECAST_VALUES.length + column;
      values[at] = Math.min(output(column), median);
      values[at + 1] = median;
      values[at + 2] = Math.max(output(column + 2), median);
    }
    values[(i + 1) * FORECAST_VALUES.length - 1] = output(minimumOutput);
  }
  return values;
}
