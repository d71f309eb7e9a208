import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { FEATURE_COUNT } from '../features.ts';
import { buildNetwork, HIDDEN_UNITS, OUTPUTS } from '../network.ts';
import { dense, dropOut, initialLayer } from './dense.ts';
import type { Lessons } from './lessons.ts';
import { optimise, type Fit } from './optimise.ts';
import { seededRandom } from './random.ts';
import { pick } from './select-windows.ts';

/** Trains a network on the windows of `indices`, whose normalised rows are in `inputs`. Same arguments, same bytes. */
export function fitNetwork(
  inputs: Float32Array,
  windows: Lessons['windows'],
  indices: Uint32Array,
  fit: Fit,
): LayersModel {
  const random = seededRandom(fit.seed);
  const widths = [FEATURE_COUNT, ...HIDDEN_UNITS, OUTPUTS.length];
  // The last layer starts small, so that training starts near "no change".
  const stack = tf.tidy(() =>
    widths.slice(1).map((units, i) => initialLayer(widths[i] ?? 0, units, random, i === HIDDEN_UNITS.length ? 0.3 : 1)),
  );
  const forward = (chosen: Uint32Array) => {
    let last = tf.tensor2d(pick(inputs, chosen, FEATURE_COUNT), [chosen.length, FEATURE_COUNT]);
    for (const [i, layer] of stack.entries()) {
      const sum = dense(last, layer);
      last = i === stack.length - 1 ? sum : dropOut(tf.relu(sum), random);
    }
    return last;
  };
  optimise(stack, forward, windows, indices, random, fit);
  const network = buildNetwork();
  const variables = stack.flatMap(({ kernel, bias }) => [kernel, bias]);
  network.setWeights(variables);
  tf.dispose(variables);
  return network;
}
