/** Images as bytes, handed to TensorFlow.js a batch at a time. */
import * as tf from '@tensorflow/tfjs';
import type { ImageShape } from '../../config/network.ts';
import type { Dataset, Normalization } from '../contract.ts';
import { pixelTable } from '../pixel-table.ts';

export interface Batch {
  /** (n, height, width, channels) */
  readonly images: tf.Tensor4D;
  /** (n, classes), 1 at the label */
  readonly oneHot: tf.Tensor2D;
  /** (n) */
  readonly labels: Uint8Array;
}

export class TfjsDataset implements Dataset {
  readonly size: number;
  readonly shape: ImageShape;
  readonly largestLabel: number;
  readonly #table: Float32Array;
  #images: Uint8Array | null;
  #labels: Uint8Array;
  #users = 0;

  constructor(images: Uint8Array, labels: Uint8Array, shape: ImageShape, normalization: Normalization) {
    this.size = labels.length;
    this.shape = { ...shape };
    this.largestLabel = labels.reduce((a, b) => Math.max(a, b), 0);
    this.#table = pixelTable(normalization);
    this.#images = images.slice();
    this.#labels = labels.slice();
  }

  /** The images at `indices[first … first + count)`, of all without indices. Tensors are the caller's to dispose. */
  batch(indices: Uint32Array | undefined, first: number, count: number, classes: number): Batch {
    const { height, width, channels } = this.shape;
    const values = height * width * channels;
    const pixels = new Float32Array(count * values);
    const oneHot = new Float32Array(count * classes);
    const labels = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const index = indices === undefined ? first + i : indices[first + i]!;
      const from = index * values;
      for (let p = 0; p < values; p++) pixels[i * values + p] = this.#table[this.#images![from + p]!]!;
      labels[i] = this.#labels[index]!;
      oneHot[i * classes + labels[i]!] = 1;
    }
    return {
      images: tf.tensor4d(pixels, [count, height, width, channels]),
      oneHot: tf.tensor2d(oneHot, [count, classes]),
      labels,
    };
  }

  /** @throws Error where it is closed */
  hold(): void {
    if (this.#images === null) throw new Error('tfjs engine: this dataset is closed; load it again');
    this.#users += 1;
  }

  release(): void {
    this.#users -= 1;
  }

  close(): void {
    if (this.#users > 0) {
      throw new Error("tfjs engine: this dataset is in use; await the model's last call before close()");
    }
    this.#images = null;
    this.#labels = new Uint8Array(0);
  }
}
