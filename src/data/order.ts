import { RandomStream } from '../random/index.ts';

export { stepsPerEpoch } from '../config/steps.ts';

export interface OrderOptions {
  readonly seed: number;
  /** counts from 0 */
  readonly epoch: number;
  readonly shuffle: 'reshuffle' | 'frozen';
  readonly lastBatch: 'keep' | 'drop' | 'wrap';
  readonly batchSize: number;
}

/**
 * The images of one epoch in the order of training; consecutive `batchSize` of them are a batch.
 * Each epoch's order is a Fisher–Yates shuffle of `trainIndices` from the stream `shuffle` at c1 = epoch
 * (`frozen`: at c1 = 0 for every epoch). Of a last, smaller batch of r images,
 * - `keep` trains on it as it is,
 * - `drop` leaves it out (other images each epoch, since the order changes),
 * - `wrap` fills it with the first batchSize − r images of the next epoch's order, which still begins with them:
 *   an epoch's order stays a function of (seed, epoch) alone. Fewer images than needed are gone through again.
 *
 * @throws RangeError if nothing would be left to train on, or batchSize or epoch is no such number
 */
export function epochOrder(trainIndices: Uint32Array, options: OrderOptions): Uint32Array {
  const { epoch, lastBatch, batchSize } = options;
  const count = trainIndices.length;
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batchSize must be an integer >= 1, got ${batchSize}`);
  }
  if (epoch >>> 0 !== epoch)
    throw new RangeError(`epoch must be an integer from 0 to 4294967295, got ${epoch}`);
  if (count === 0) throw new RangeError('an epoch needs at least one training image, got none');
  const order = shuffled(trainIndices, options, epoch);
  const rest = count % batchSize;
  if (rest === 0) return order;
  switch (lastBatch) {
    case 'keep':
      return order;
    case 'drop':
      if (rest === count) {
        throw new RangeError(
          `lastBatch "drop" leaves nothing of ${count} training images at batchSize ${batchSize}; take a batchSize <= ${count} or lastBatch "keep"`,
        );
      }
      return order.subarray(0, count - rest);
    case 'wrap': {
      const following = options.shuffle === 'frozen' ? order : shuffled(trainIndices, options, epoch + 1);
      const wrapped = new Uint32Array(count - rest + batchSize);
      wrapped.set(order);
      for (let i = count; i < wrapped.length; i++) wrapped[i] = following[(i - count) % count]!;
      return wrapped;
    }
    default:
      lastBatch satisfies never;
      throw new RangeError(`lastBatch must be keep, drop or wrap, got ${JSON.stringify(lastBatch)}`);
  }
}

function shuffled(trainIndices: Uint32Array, options: OrderOptions, epoch: number): Uint32Array {
  const position = options.shuffle === 'frozen' ? 0 : epoch;
  return new RandomStream(options.seed, 'shuffle', position).shuffle(trainIndices.slice());
}
