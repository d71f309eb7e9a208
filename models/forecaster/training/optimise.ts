import * as tf from '@tensorflow/tfjs-core';
import { OUTPUT_SCALE, OUTPUTS } from '../network.ts';
import { shuffle } from './random.ts';
import type { Layer } from './dense.ts';
import type { Lessons } from './lessons.ts';

const BATCH = 1_024;
const PEAK_RATE = 3e-3;
const WARM_UP_STEPS = 100;
/** Decoupled from the gradient (Loshchilov and Hutter 2019), or Adam would scale it away. */
const WEIGHT_DECAY = 0.5;

export type Fit = { seed: number; epochs: number; onEpoch?: (epoch: number, loss: number) => void };

/** Adam with a cosine schedule on the quantile loss of OUTPUTS; `forward` gives them for the chosen windows. */
export function optimise(
  stack: readonly Layer[],
  forward: (chosen: Uint32Array) => tf.Tensor2D,
  windows: Lessons['windows'],
  indices: Uint32Array,
  random: () => number,
  fit: Fit,
): void {
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
      const { truths, known } = toTensors(windows, chosen);
      const cost = optimizer.minimize(() => pinball(forward(chosen), truths, known), isLast, variables);
      for (const { kernel } of stack) kernel.assign(tf.mul(kernel, 1 - WEIGHT_DECAY * rate));
      return cost?.dataSync()[0];
    });
    if (isLast) fit.onEpoch?.((step + 1) / stepsPerEpoch, loss ?? Number.NaN);
  }
  optimizer.dispose();
}

function toTensors(windows: Lessons['windows'], chosen: Uint32Array) {
  const truths = new Float32Array(chosen.length * OUTPUTS.length);
  const known = new Float32Array(chosen.length * OUTPUTS.length);
  for (const [place, window] of chosen.entries()) {
    for (const [column, { of }] of OUTPUTS.entries()) {
      const change = ((windows[of][window] ?? Number.NaN) - (windows.now[window] ?? Number.NaN)) / OUTPUT_SCALE;
      if (Number.isNaN(change)) continue;
      truths[place * OUTPUTS.length + column] = change;
      known[place * OUTPUTS.length + column] = 1;
    }
  }
  const shape: [number, number] = [chosen.length, OUTPUTS.length];
  return { truths: tf.tensor2d(truths, shape), known: tf.tensor2d(known, shape) };
}

/** Quantile loss; what is not known costs nothing. */
function pinball(outputs: tf.Tensor2D, truths: tf.Tensor2D, known: tf.Tensor2D): tf.Scalar {
  const quantiles = tf.tensor2d(
    OUTPUTS.map(({ quantile }) => quantile),
    [1, OUTPUTS.length],
  );
  const above = tf.sub(truths, outputs);
  const loss = tf.maximum(tf.mul(above, quantiles), tf.mul(above, tf.sub(quantiles, 1)));
  return tf.mean(tf.mul(loss, known));
}

class ScheduledAdam extends tf.AdamOptimizer {
  setRate(rate: number): void {
    this.learningRate = rate;
  }
}
