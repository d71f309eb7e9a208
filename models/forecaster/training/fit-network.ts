import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { FEATURE_COUNT } from '../features.ts';
import { buildNetwork, HIDDEN_UNITS, OUTPUT_SCALE, OUTPUTS } from '../network.ts';
import { gaussian, seededRandom, shuffle } from './random.ts';
import type { WindowSet } from './windows.ts';

const BATCH = 512;
const PEAK_RATE = 2e-3;
const WARM_UP_STEPS = 200;
/** Decoupled from the gradient (Loshchilov and Hutter 2019), or Adam would scale it away. */
const WEIGHT_DECAY = 0.3;

export type Fit = { seed: number; epochs: number; onEpoch?: (epoch: number, loss: number) => void };
type Layer = { kernel: tf.Variable<tf.Rank.R2>; bias: tf.Variable<tf.Rank.R1> };

/** Trains a network on the windows of `indices`, whose normalised rows are in `inputs`. Same arguments, same bytes. */
export function fitNetwork(inputs: Float32Array, windows: WindowSet, indices: Uint32Array, fit: Fit): LayersModel {
  const random = seededRandom(fit.seed);
  const stack = tf.tidy(() => initialLayers(random));
  const variables = stack.flatMap(({ kernel, bias }) => [kernel, bias]);
  const optimizer = new ScheduledAdam(PEAK_RATE, 0.9, 0.99);
  const order = Uint32Array.from(indices);
  const batch = Math.min(BATCH, order.length);
  const stepsPerEpoch = Math.floor(order.length / batch);
  for (let step = 0; step < stepsPerEpoch * fit.epochs; step += 1) {
    const place = step % stepsPerEpoch;
    if (place === 0) shuffle(order, random);
    const rate =
      PEAK_RATE *
      Math.min(1, step / WARM_UP_STEPS) *
      (0.5 + 0.5 * Math.cos((Math.PI * step) / (stepsPerEpoch * fit.epochs)));
    optimizer.setRate(rate);
    const chosen = order.subarray(place * batch, (place + 1) * batch);
    const isLast = place === stepsPerEpoch - 1;
    const loss = tf.tidy(() => {
      const { x, y, known } = toTensors(inputs, windows, chosen);
      const cost = optimizer.minimize(() => pinball(forward(stack, x), y, known), isLast, variables);
      for (const { kernel } of stack) kernel.assign(tf.mul(kernel, 1 - WEIGHT_DECAY * rate));
      return cost?.dataSync()[0];
    });
    if (isLast) fit.onEpoch?.((step + 1) / stepsPerEpoch, loss ?? Number.NaN);
  }
  const network = buildNetwork();
  network.setWeights(variables);
  optimizer.dispose();
  tf.dispose(variables);
  return network;
}

/** He's initialisation; the last layer starts small, so that training starts near "no change". */
function initialLayers(random: () => number): Layer[] {
  const widths = [FEATURE_COUNT, ...HIDDEN_UNITS, OUTPUTS.length];
  return widths.slice(1).map((units, i) => {
    const fanIn = widths[i] ?? 0;
    const spread = Math.sqrt(2 / fanIn) * (i === HIDDEN_UNITS.length ? 0.3 : 1);
    const kernel = Float32Array.from({ length: fanIn * units }, () => spread * gaussian(random));
    return {
      kernel: tf.variable(tf.tensor2d(kernel, [fanIn, units])),
      bias: tf.variable(tf.zeros<tf.Rank.R1>([units])),
    };
  });
}

function toTensors(inputs: Float32Array, windows: WindowSet, chosen: Uint32Array) {
  const x = new Float32Array(chosen.length * FEATURE_COUNT);
  const y = new Float32Array(chosen.length * OUTPUTS.length);
  const known = new Float32Array(chosen.length * OUTPUTS.length);
  for (const [place, window] of chosen.entries()) {
    x.set(inputs.subarray(window * FEATURE_COUNT, (window + 1) * FEATURE_COUNT), place * FEATURE_COUNT);
    for (const [column, { of }] of OUTPUTS.entries()) {
      const change = ((windows[of][window] ?? Number.NaN) - (windows.now[window] ?? Number.NaN)) / OUTPUT_SCALE;
      if (Number.isNaN(change)) continue;
      y[place * OUTPUTS.length + column] = change;
      known[place * OUTPUTS.length + column] = 1;
    }
  }
  return {
    x: tf.tensor2d(x, [chosen.length, FEATURE_COUNT]),
    y: tf.tensor2d(y, [chosen.length, OUTPUTS.length]),
    known: tf.tensor2d(known, [chosen.length, OUTPUTS.length]),
  };
}

function forward(stack: readonly Layer[], x: tf.Tensor2D): tf.Tensor2D {
  let last = x;
  for (const [i, { kernel, bias }] of stack.entries()) {
    const sum = dense(last, kernel, bias) as tf.Tensor2D;
    last = i === stack.length - 1 ? sum : tf.relu(sum);
  }
  return last;
}

/** A dense layer whose gradient transposes first: the wasm backend multiplies transposed matrices 15 times slower. */
const dense = tf.customGrad((...args) => {
  const [x, kernel, bias, save] = args as unknown as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
    (tensors: tf.Tensor[]) => void,
  ];
  save([x, kernel]);
  return {
    value: tf.fused.matMul({ a: x, b: kernel, bias }),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [input, weights] = saved as [tf.Tensor2D, tf.Tensor2D];
      return [tf.matMul(dy, tf.transpose(weights)), tf.matMul(tf.transpose(input), dy), tf.sum(dy, 0)];
    },
  };
});

/** Quantile loss; what is not known costs nothing. */
function pinball(outputs: tf.Tensor2D, y: tf.Tensor2D, known: tf.Tensor2D): tf.Scalar {
  const quantiles = tf.tensor2d(
    OUTPUTS.map(({ quantile }) => quantile),
    [1, OUTPUTS.length],
  );
  const above = tf.sub(y, outputs);
  const loss = tf.maximum(tf.mul(above, quantiles), tf.mul(above, tf.sub(quantiles, 1)));
  return tf.mean(tf.mul(loss, known));
}

class ScheduledAdam extends tf.AdamOptimizer {
  setRate(rate: number): void {
    this.learningRate = rate;
  }
}
