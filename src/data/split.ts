import { RandomStream } from '../random/index.ts';
import { DatasetError } from './errors.ts';

/**
 * Shares `total` out in proportion to `weights`: whole parts first, then one more each to the largest
 * remainders (ties: the first). The shares add up to `total`; none exceeds its weight if total <= sum.
 */
export function largestRemainder(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  // integers throughout: quotient and remainder of weight·total / sum are exact below 2^53
  const shares = weights.map((weight) => Math.floor((weight * total) / sum));
  const remainders = weights.map((weight, index) => weight * total - shares[index]! * sum);
  const order = weights.map((_, index) => index).sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  let left = total - shares.reduce((a, b) => a + b, 0);
  for (const index of order) {
    if (left === 0) break;
    shares[index]! += 1;
    left -= 1;
  }
  return shares;
}

/** Images a class; as long as the largest label + 1. */
export function classCounts(labels: Uint8Array): number[] {
  let classes = 0;
  for (const label of labels) classes = Math.max(classes, label + 1);
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]! += 1;
  return counts;
}

export interface TrainingSplit {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Parts the training images of a dataset, stratified by class: exact sizes, each class in proportion (largest
 * remainder). Indices come in the order in which they were drawn, classes mixed. Which images validate depends
 * on seed and `validationSize` alone, so arms with different `trainSize` share them. Drawn from the stream `split`.
 *
 * @param labels (n), of the training part
 * @throws DatasetError if there are not enough images
 */
export function splitTraining(
  labels: Uint8Array,
  sizes: { readonly trainSize: number; readonly validationSize: number; readonly seed: number },
): TrainingSplit {
  const { trainSize, validationSize, seed } = sizes;
  for (const [name, size, least] of [
    ['trainSize', trainSize, 1],
    ['validationSize', validationSize, 0],
  ] as const) {
    if (!Number.isSafeInteger(size) || size < least) {
      throw new RangeError(`${name} must be an integer >= ${least}, got ${size}`);
    }
  }
  if (trainSize + validationSize > labels.length) {
    throw new DatasetError({
      file: null,
      expected: `trainSize + validationSize <= ${labels.length} images in the training part`,
      got: `${trainSize} + ${validationSize} = ${trainSize + validationSize}`,
      remedy: `Take a trainSize of at most ${Math.max(0, labels.length - validationSize)}, or a smaller validationSize.`,
    });
  }
  const counts = classCounts(labels);
  const validationQuota = largestRemainder(counts, validationSize);
  const remaining = counts.map((count, label) => count - validationQuota[label]!);
  const trainQuota = largestRemainder(remaining, trainSize);

  const order = new Uint32Array(labels.length).map((_, index) => index);
  new RandomStream(seed, 'split').shuffle(order);
  const validation = new Uint32Array(validationSize);
  const train = new Uint32Array(trainSize);
  let validationCount = 0;
  let trainCount = 0;
  for (const index of order) {
    const label = labels[index]!;
    if (validationQuota[label]! > 0) {
      validationQuota[label]! -= 1;
      validation[validationCount++] = index;
    } else if (trainQuota[label]! > 0) {
      trainQuota[label]! -= 1;
      train[trainCount++] = index;
    }
  }
  return { train, validation };
}
