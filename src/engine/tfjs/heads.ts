/** Output non-linearity and loss, on logits (n, classes). */
import * as tf from '@tensorflow/tfjs';
import type { Head } from '../../config/network.ts';

/** Mean over the classes, one value a sample. */
const squaredError = (p: tf.Tensor, y: tf.Tensor) => tf.mean(tf.square(tf.sub(p, y)), 1);

/** Losses (n): CE in nats and BCE, summed over the classes, from logits; MSE, the mean over the classes. */
export function headLosses(head: Head, z: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor {
  switch (head) {
    case 'softmax+ce':
      return tf.neg(tf.sum(tf.mul(y, tf.logSoftmax(z)), 1));
    case 'sigmoid+bce':
      // −ln σ(z) = softplus(−z), −ln(1 − σ(z)) = softplus(z): no cancellation, and the slope at 0 is right
      return tf.sum(tf.add(tf.mul(y, tf.softplus(tf.neg(z))), tf.mul(tf.sub(1, y), tf.softplus(z))), 1);
    case 'softmax+mse':
    case 'sigmoid+mse':
    case 'linear+mse':
      return squaredError(headOutputs(head, z), y);
    default:
      return head satisfies never;
  }
}

/** Probabilities or plain values (n, classes). */
export function headOutputs(head: Head, z: tf.Tensor2D): tf.Tensor {
  switch (head) {
    case 'softmax+ce':
    case 'softmax+mse':
      return tf.softmax(z);
    case 'sigmoid+bce':
    case 'sigmoid+mse':
      return tf.sigmoid(z);
    case 'linear+mse':
      return z;
    default:
      return head satisfies never;
  }
}

/** The first class with the largest logit, one a sample. */
export function answersOf(logits: Float32Array, classes: number): Uint8Array {
  const answers = new Uint8Array(logits.length / classes);
  for (let i = 0; i < answers.length; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[i * classes + c]! > logits[i * classes + best]!) best = c;
    answers[i] = best;
  }
  return answers;
}
