/** Which images a measure looks at: the same ones in every run on the same data. */
import type { LabelledImages } from '../../data/index.ts';
import type { Dataset } from '../../engine/contract.ts';
import { evenlySpaced } from '../results.ts';
import type { MeasureContext, MeasuredRun } from './types.ts';

/** At most `count` of the images trained on, evenly spaced; indices into `data.train`. */
export function trainingImages({ trainIndices }: MeasuredRun, count: number): Uint32Array {
  return evenlySpaced(trainIndices.length, count).map((i) => trainIndices[i]!);
}

export interface HeldOut {
  readonly data: Dataset;
  readonly indices: Uint32Array;
  /** the images themselves, in the order of `indices` */
  readonly part: LabelledImages;
}

/** At most `count` images that were not trained on, evenly spaced. */
export function heldOutImages(
  { data, dataset, validationIndices }: MeasuredRun,
  split: 'validation' | 'test',
  count: number,
): HeldOut {
  const test = split === 'test';
  const all = test ? Uint32Array.from(dataset.test.labels, (_, i) => i) : validationIndices;
  const indices = evenlySpaced(all.length, count).map((i) => all[i]!);
  const { height, width, channels } = dataset.shape;
  const from = test ? dataset.test : dataset.train;
  return {
    data: test ? data.test : data.train,
    indices,
    part: pick(from, indices, height * width * channels),
  };
}

/** Images out of others by index, (n, pixels) bytes. */
export function pick(from: LabelledImages, indices: Uint32Array, pixels: number): LabelledImages {
  const source = from.images; // may be read from disk whenever it is asked for
  const images = new Uint8Array(indices.length * pixels);
  indices.forEach((index, i) => {
    images.set(source.subarray(index * pixels, (index + 1) * pixels), i * pixels);
  });
  return { images, labels: Uint8Array.from(indices, (index) => from.labels[index]!) };
}

/** Highest of each row's outputs; (n, classes) row-major. */
export function answersOf(outputs: ArrayLike<number>, classes: number): Uint8Array {
  const answers = new Uint8Array(outputs.length / classes);
  for (let row = 0; row < answers.length; row++) {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (outputs[row * classes + c]! > outputs[row * classes + best]!) best = c;
    }
    answers[row] = best;
  }
  return answers;
}

export function shareOf(flags: ArrayLike<number | boolean>): number {
  let sum = 0;
  for (let i = 0; i < flags.length; i++) sum += flags[i] ? 1 : 0;
  return sum / flags.length;
}

/** The model's answers to images that are not in the run's data, of the dataset's shape. */
export async function answersTo(
  { engine, model, dataset, normalization, network }: MeasureContext,
  { images, labels }: LabelledImages,
): Promise<Uint8Array> {
  const data = engine.load(images, labels, dataset.shape, normalization);
  try {
    return answersOf(
      await model.predict(
        data,
        Uint32Array.from(labels, (_, i) => i),
      ),
      network.classes,
    );
  } finally {
    data.close();
  }
}
