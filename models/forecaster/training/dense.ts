import * as tf from '@tensorflow/tfjs-core';
import { gaussian } from './random.ts';

/** The weights of a dense layer while it is trained. */
export type Layer = { kernel: tf.Variable<tf.Rank.R2>; bias: tf.Variable<tf.Rank.R1> };

/** He's initialisation of a layer, scaled. */
export function initialLayer(fanIn: number, units: number, random: () => number, scale = 1): Layer {
  const spread = Math.sqrt(2 / fanIn) * scale;
  const kernel = Float32Array.from({ length: fanIn * units }, () => spread * gaussian(random));
  return {
    kernel: tf.variable(tf.tensor2d(kernel, [fanIn, units])),
    bias: tf.variable(tf.zeros<tf.Rank.R1>([units])),
  };
}

/** `x` through a layer, without activation. */
export const dense = (x: tf.Tensor2D, { kernel, bias }: Layer): tf.Tensor2D => product(x, kernel, bias) as tf.Tensor2D;

/** A product whose gradient transposes first: the wasm backend multiplies transposed matrices 15 times slower. */
const product = tf.customGrad((...args) => {
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

/** Share of the hidden units that a training step leaves out (Srivastava et al. 2014): ninety people are few. */
const DROPOUT = 0.15;

/** Leaves random units out and makes up for it in the others. */
export function dropOut(x: tf.Tensor2D, random: () => number): tf.Tensor2D {
  const mask = new Float32Array(x.size);
  for (let i = 0; i < mask.length; i += 1) mask[i] = random() < DROPOUT ? 0 : 1 / (1 - DROPOUT);
  return tf.mul(x, tf.tensor2d(mask, x.shape));
}
