/** What a finished run leaves: the test scored once, and the artifacts. */
import { createHash } from 'node:crypto';
import type { ImageDataset } from '../data/index.ts';
import type { Dataset, Evaluation, Model } from '../engine/contract.ts';
import type { TrainArtifact } from './types.ts';

/** Packs flags eight a byte, flag i in bit i & 7 (least significant first) of byte i >> 3. */
export function packBits(flags: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(flags.length / 8));
  flags.forEach((flag, i) => {
    if (flag !== 0) packed[i >> 3]! |= 1 << (i & 7);
  });
  return packed;
}

/** The inverse of `packBits`, for `count` flags. */
export function unpackBits(packed: Uint8Array, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (packed[i >> 3]! >> (i & 7)) & 1);
}

/** Weights as they are stored: float32, little endian, in the engine's snapshot layout. */
export function weightBytes(weights: Float32Array): Uint8Array {
  const bytes = new Uint8Array(weights.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < weights.length; i++) view.setFloat32(i * 4, weights[i]!, true);
  return bytes;
}

/** The inverse of `weightBytes`. @throws RangeError for a length that is no multiple of 4 */
export function weightsFromBytes(bytes: Uint8Array): Float32Array {
  if (bytes.length % 4 !== 0) {
    throw new RangeError(`weights are float32, 4 bytes each, got ${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function weightsArtifact(bytes: Uint8Array): TrainArtifact {
  return { kind: 'weights', name: 'weights.f32', mediaType: 'application/octet-stream', bytes };
}

/** Confusion matrix and the correct flag of each test image, in the dataset's order. */
export function testArtifacts(dataset: ImageDataset, test: Evaluation): readonly TrainArtifact[] {
  const { classes, classNames } = dataset;
  const matrix = Array.from({ length: classes }, (_, row) => [
    ...test.confusion.subarray(row * classes, (row + 1) * classes),
  ]);
  return [
    jsonArtifact('confusion', 'confusion.json', {
      rows: 'true class',
      columns: 'answer',
      classNames,
      matrix,
    }),
    {
      kind: 'correct',
      name: 'correct.bits',
      mediaType: 'application/octet-stream',
      bytes: packBits(test.correct),
    },
  ];
}

/** `count` test images, evenly spaced so that every run answers the same ones, with their probabilities. */
export async function predictionsArtifact(
  model: Model,
  dataset: ImageDataset,
  test: Dataset,
  count: number,
): Promise<TrainArtifact> {
  const { labels } = dataset.test;
  const indices = evenlySpaced(labels.length, count);
  const flat = await model.predict(test, indices);
  const predictions = [...indices].map((index, i) => {
    const probabilities = [...flat.subarray(i * dataset.classes, (i + 1) * dataset.classes)];
    return { index, label: labels[index], answer: argMax(probabilities), probabilities };
  });
  return jsonArtifact('predictions', 'predictions.json', predictions);
}

/** At most `count` of 0 … size − 1. */
export function evenlySpaced(size: number, count: number): Uint32Array {
  const taken = Math.min(size, count);
  return Uint32Array.from({ length: taken }, (_, i) => Math.floor((i * size) / taken));
}

export function argMax(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}

export function jsonArtifact(kind: TrainArtifact['kind'], name: string, value: unknown): TrainArtifact {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return { kind, name, mediaType: 'application/json', bytes };
}
