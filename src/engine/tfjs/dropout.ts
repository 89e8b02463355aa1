/** Dropout masks from the random streams that all engines share. */
import * as tf from '@tensorflow/tfjs';
import { fillWords, type StreamKey } from '../../random/index.ts';

/**
 * Multipliers 0 or 1/(1 − rate), of shape `shape` with the batch first. Unit i of a sample is word i of the stream at
 * position (sample in its batch, step, 0): kept where the word is at least rate · 2^32.
 */
export function dropoutMask(shape: readonly number[], rate: number, key: StreamKey, step: number): tf.Tensor {
  const [samples, ...rest] = shape as [number, ...number[]];
  const units = rest.reduce((product, n) => product * n, 1);
  const threshold = Math.floor(rate * 2 ** 32);
  const keep = 1 / (1 - rate);
  const mask = new Float32Array(samples * units);
  const words = new Uint32Array(units);
  for (let sample = 0; sample < samples; sample++) {
    fillWords(words, key, [sample, step, 0]);
    for (let i = 0; i < units; i++) mask[sample * units + i] = words[i]! >= threshold ? keep : 0;
  }
  return tf.tensor(mask, [...shape]);
}
