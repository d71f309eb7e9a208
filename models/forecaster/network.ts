import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { FEATURE_COUNT } from './features.ts';
import { FORECAST_VALUES, HORIZONS, QUANTILES } from './forecast.ts';

export const HIDDEN_UNITS = [128, 96] as const;

/** Of the lowest reading; the network learns the outer two for company, the second says where a low is predicted. */
const MINIMUM_QUANTILES = [0.1, 0.25, 0.5] as const;
const MINIMUM_PLACE = 1;

/** What the network gives, in order: quantiles of glucose and of the minimum of the next 30 minutes. */
export const OUTPUTS = [
  ...QUANTILES.map((quantile) => ({ of: 'after30', quantile }) as const),
  ...QUANTILES.map((quantile) => ({ of: 'after60', quantile }) as const),
  ...MINIMUM_QUANTILES.map((quantile) => ({ of: 'minimum30', quantile }) as const),
];

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

/**
 * Share of each quantile in the mean: the area under the quantile function by the trapezoid rule, level beyond the
 * outer two. Worked example: 5 % has its tail of 0.05 and half of the step to 10 %, 0.075 in all.
 */
const MEAN_WEIGHTS = QUANTILES.map((quantile, i) => {
  const below = QUANTILES[i - 1];
  const above = QUANTILES[i + 1];
  return (
    (below === undefined ? quantile : (quantile - below) / 2) +
    (above === undefined ? 1 - quantile : (above - quantile) / 2)
  );
});

/** From the network's changes to mg/dL. Quantiles that cross are put in order (Chernozhukov et al. 2010). */
export function toValues(outputs: Float32Array, rows: Float32Array, count: number): Float32Array {
  const values = new Float32Array(count * FORECAST_VALUES.length);
  let from = 0;
  let to = 0;
  for (let i = 0; i < count; i += 1) {
    const now = rows[i * FEATURE_COUNT] ?? Number.NaN;
    for (let horizon = 0; horizon < HORIZONS.length; horizon += 1) {
      for (let k = 0; k < QUANTILES.length; k += 1) {
        const value = now + OUTPUT_SCALE * (outputs[from + k] ?? Number.NaN);
        let place = to + k;
        for (; place > to && (values[place - 1] ?? 0) > value; place -= 1) values[place] = values[place - 1] ?? 0;
        values[place] = value;
      }
      let mean = 0;
      for (let k = 0; k < QUANTILES.length; k += 1) mean += (MEAN_WEIGHTS[k] ?? 0) * (values[to + k] ?? 0);
      from += QUANTILES.length;
      to += QUANTILES.length;
      values[to++] = mean;
    }
    values[to++] = now + OUTPUT_SCALE * (outputs[from + MINIMUM_PLACE] ?? Number.NaN);
    from += MINIMUM_QUANTILES.length;
  }
  return values;
}
