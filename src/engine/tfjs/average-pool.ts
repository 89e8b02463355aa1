/** Average pooling that divides by the pixels inside the image, in its gradient too. */
import * as tf from '@tensorflow/tfjs';
import { windowOutput } from '../../config/describe-network.ts';
import type { Pair, ResolvedLayer } from '../../config/network.ts';

type Pool = Extract<ResolvedLayer, { type: 'pool' }>;

/**
 * Averages (n, height, width, channels). Under `same` padding by hand: TensorFlow.js' cpu backend divides by the whole
 * window in the gradient. Zeros around the image, the mean of whole windows, then window / pixels inside of each.
 */
export function averagePool(layer: Pool, height: number, width: number): (x: tf.Tensor4D) => tf.Tensor4D {
  const { size, stride, padding } = layer;
  const pool = (x: tf.Tensor4D) => tf.avgPool(x, [...size], [...stride], 'valid');
  if (padding === 'valid') return pool;
  const [top, bottom, rows] = spread(height, size[0], stride[0]);
  const [left, right, columns] = spread(width, size[1], stride[1]);
  const area = size[0] * size[1];
  const factor = rows.flatMap((r) => columns.map((c) => area / (r * c)));
  const shape: [number, number, number, number] = [1, rows.length, columns.length, 1];
  const around: [Pair, Pair, Pair, Pair] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  return (x) => tf.mul(pool(tf.pad(x, around as never)), tf.tensor4d(factor, shape));
}

/** Padding before and after along one axis, and the pixels inside of each window. */
function spread(
  size: number,
  window: number,
  stride: number,
): [before: number, after: number, inside: number[]] {
  const count = windowOutput(size, window, stride, 'same');
  const total = Math.max(0, (count - 1) * stride + window - size);
  const before = Math.floor(total / 2);
  const inside = Array.from({ length: count }, (_, i) => {
    const from = i * stride - before;
    return Math.min(from + window, size) - Math.max(from, 0);
  });
  return [before, total - before, inside];
}
