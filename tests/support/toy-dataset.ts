/** A dataset that can be learnt in a moment: 4 × 4 grey images, each of three classes lights another corner. */
import { createHash } from 'node:crypto';
import { type RunConfig, type RunConfigInput, resolveConfig } from '../../src/config/index.ts';
import type { ImageDataset, LabelledImages } from '../../src/data/index.ts';
import { RandomStream } from '../../src/random/index.ts';

const SHAPE = { height: 4, width: 4, channels: 1 };
const CORNERS = [0, 3, 12];

export function toyDataset(trainCount = 240, testCount = 60): ImageDataset {
  const train = images(trainCount, 1);
  const test = images(testCount, 2);
  return {
    name: 'toy',
    shape: SHAPE,
    classes: 3,
    sha256: createHash('sha256').update(train.images).update(test.images).digest('hex'),
    classNames: ['top left', 'top right', 'bottom left'],
    train,
    test,
  };
}

function images(count: number, seed: number): LabelledImages {
  const stream = new RandomStream(seed, 'toy');
  const pixels = new Uint8Array(count * 16);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.floor(stream.uniform(0, 160));
  labels.forEach((label, i) => {
    pixels[i * 16 + CORNERS[label]!]! += 60;
  });
  return { images: pixels, labels };
}

export function toyConfig(dataset: ImageDataset, input: RunConfigInput = {}): RunConfig {
  const { sha256, shape, classes, train, test } = dataset;
  return resolveConfig(
    {
      dataset: 'toy',
      ...(input.layers === undefined && { architecture: 'logreg' as const }),
      trainSize: 150,
      validationSize: 60,
      batchSize: 20,
      ...(input.steps === undefined && { epochs: 3 }),
      optimizer: 'sgd',
      learningRate: 0.5,
      seed: 5,
      ...input,
    },
    () => ({ sha256, shape, classes, trainCount: train.labels.length, testCount: test.labels.length }),
  );
}
