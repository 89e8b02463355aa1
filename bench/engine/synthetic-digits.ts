/** MNIST-shaped data made from nothing: handwriting-like strokes on black, about a fifth of the pixels lit. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from '../../src/random/index.ts';

/** Where the raw bytes lie, for programs in any language. */
export interface DataFiles {
  /** (count, height, width, channels) uint8 */
  readonly images: string;
  /** (count) uint8 */
  readonly labels: string;
  /** (count) uint32, little endian: a fixed permutation, the order that every contender trains in */
  readonly order: string;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

const SIDE = 28;
const CLASSES = 10;

/** Writes `count` images of 28×28 and their labels into `folder`. The same bytes every time. */
export function writeSyntheticDigits(folder: string, count: number): DataFiles {
  const random = new RandomStream(1, 'synthetic-digits');
  const strokes = Array.from({ length: CLASSES }, () => polyline(random, 6));
  const images = new Uint8Array(count * SIDE * SIDE);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % CLASSES;
    labels[i] = label;
    draw(images.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE), strokes[label]!, random);
  }
  const order = random.shuffle(new Uint32Array(count).map((_, i) => i));
  const files = {
    images: join(folder, 'images.u8'),
    labels: join(folder, 'labels.u8'),
    order: join(folder, 'order.u32'),
  };
  writeFileSync(files.images, images);
  writeFileSync(files.labels, labels);
  writeFileSync(files.order, order);
  return { ...files, count, height: SIDE, width: SIDE, channels: 1, classes: CLASSES };
}

type Point = readonly [number, number];

function polyline(random: RandomStream, corners: number): readonly Point[] {
  return Array.from({ length: corners }, () => [random.uniform(5, 23), random.uniform(5, 23)] as const);
}

/** The class's stroke with each corner moved by a few pixels, drawn with a soft round pen. */
function draw(image: Uint8Array, corners: readonly Point[], random: RandomStream): void {
  const moved = corners.map(
    ([y, x]) => [y + random.uniform(-2.5, 2.5), x + random.uniform(-2.5, 2.5)] as const,
  );
  for (let c = 1; c < moved.length; c++) {
    const [y0, x0] = moved[c - 1]!;
    const [y1, x1] = moved[c]!;
    const dots = Math.max(1, Math.ceil(Math.hypot(y1 - y0, x1 - x0)));
    for (let d = 0; d <= dots; d++) dot(image, y0 + ((y1 - y0) * d) / dots, x0 + ((x1 - x0) * d) / dots);
  }
}

function dot(image: Uint8Array, y: number, x: number): void {
  for (let row = Math.max(0, Math.floor(y) - 1); row <= Math.min(SIDE - 1, Math.floor(y) + 2); row++) {
    for (
      let column = Math.max(0, Math.floor(x) - 1);
      column <= Math.min(SIDE - 1, Math.floor(x) + 2);
      column++
    ) {
      const ink = Math.round(255 * Math.max(0, Math.min(1, 1.7 - Math.hypot(row - y, column - x))));
      const at = row * SIDE + column;
      if (ink > image[at]!) image[at] = ink;
    }
  }
}
