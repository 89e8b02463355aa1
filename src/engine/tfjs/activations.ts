/** Activations as TensorFlow.js computes them. */
import * as tf from '@tensorflow/tfjs';
import type { Activation } from '../../config/network.ts';

export const ACTIVATION: { readonly [A in Activation]: (x: tf.Tensor) => tf.Tensor } = {
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  relu: tf.relu,
  leakyRelu: (x) => tf.leakyRelu(x, 0.01),
  elu: tf.elu,
  // x Φ(x), with erf
  gelu: (x) => tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))))),
  softplus: tf.softplus,
  identity: (x) => x,
  // LeCun et al. 1998
  scaledTanh: (x) => tf.mul(1.7159, tf.tanh(tf.mul(2 / 3, x))),
};
