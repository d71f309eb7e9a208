import * as tf from '@tensorflow/tfjs-core';
import { FEATURE_COUNT } from '../../features.ts';
import { OUTPUTS } from '../../network.ts';
import { dense, dropOut, initialLayer } from '../dense.ts';
import type { Lessons } from '../lessons.ts';
import { optimise, type Fit } from '../optimise.ts';
import { seededRandom } from '../random.ts';
import { pick } from '../select-windows.ts';
import { HISTORY } from './histories.ts';

/** Steps that a kernel sees and moves on by. */
const STRIDE = 4;
const FILTERS = [16, 32] as const;
const FLAT = (HISTORY / STRIDE ** FILTERS.length) * FILTERS[1];
const HIDDEN = [128, 64] as const;

/** Multiplications for one window. */
export const CONVOLUTION_PRODUCTS =
  HISTORY * FILTERS[0] +
  (HISTORY / STRIDE) * FILTERS[0] * FILTERS[1] +
  (FLAT + FEATURE_COUNT) * HIDDEN[0] +
  HIDDEN[0] * HIDDEN[1] +
  HIDDEN[1] * OUTPUTS.length;

/**
 * A strided convolution over the last day beside the features, trained on the windows `kept`; gives the outputs of the
 * windows `out`. Kernels that move on by their own length are a matrix product of the reshaped series, whose gradients
 * the wasm backend has; those of its convolutions are missing.
 */
export function fitConvolution(
  inputs: Float32Array,
  histories: Float32Array,
  windows: Lessons['windows'],
  kept: Uint32Array,
  out: Uint32Array,
  fit: Fit,
): Float32Array {
  const random = seededRandom(fit.seed);
  const [first, second, third, fourth, last] = tf.tidy(() => [
    initialLayer(STRIDE, FILTERS[0], random),
    initialLayer(STRIDE * FILTERS[0], FILTERS[1], random),
    initialLayer(FLAT + FEATURE_COUNT, HIDDEN[0], random),
    initialLayer(HIDDEN[0], HIDDEN[1], random),
    initialLayer(HIDDEN[1], OUTPUTS.length, random, 0.3),
  ]);
  const forward = (chosen: Uint32Array, drop: (x: tf.Tensor2D) => tf.Tensor2D) => {
    const count = chosen.length;
    const steps = tf.tensor2d(pick(histories, chosen, HISTORY), [(count * HISTORY) / STRIDE, STRIDE]);
    const context = tf.tensor2d(pick(inputs, chosen, FEATURE_COUNT), [count, FEATURE_COUNT]);
    const hours = tf.reshape<tf.Rank.R2>(tf.relu(dense(steps, first)), [-1, STRIDE * FILTERS[0]]);
    const day = tf.reshape<tf.Rank.R2>(tf.relu(dense(hours, second)), [count, FLAT]);
    const wide = drop(tf.relu(dense(tf.concat2d([day, context], 1), third)));
    return dense(drop(tf.relu(dense(wide, fourth))), last);
  };
  const stack = [first, second, third, fourth, last];
  optimise(stack, (chosen) => forward(chosen, (x) => dropOut(x, random)), windows, kept, random, fit);
  const outputs = new Float32Array(out.length * OUTPUTS.length);
  for (let start = 0; start < out.length; start += BATCH) {
    const part = tf.tidy(() => forward(out.subarray(start, start + BATCH), (x) => x).dataSync<'float32'>());
    outputs.set(part, start * OUTPUTS.length);
  }
  tf.dispose(stack.flatMap(({ kernel, bias }) => [kernel, bias]));
  return outputs;
}

const BATCH = 4_096;
