/** What an epoch trains on: the order of its images and, with augmentation, the images themselves. */
import type { RunConfig } from '../config/run-config.ts';
import { augmentImages, epochOrder, type ImageDataset, pixelStatistics } from '../data/index.ts';
import type { Dataset, Engine, Normalization } from '../engine/contract.ts';
import type { LoadedDataset } from './data-cache.ts';

export interface EpochData {
  /** `order` holds indices into `data`; both hold until the next call. @param epoch from 0 */
  epoch(epoch: number): { readonly data: Dataset; readonly order: Uint32Array };
  close(): void;
}

export interface EpochDataOptions {
  readonly config: RunConfig;
  readonly engine: Engine;
  readonly dataset: ImageDataset;
  readonly normalization: Normalization;
  /** training images, indices into the training part */
  readonly indices: Uint32Array;
  readonly data: LoadedDataset;
}

/** Of the images trained on: validation and test images must not leak into it. */
export function normalizationOf(
  config: RunConfig,
  dataset: ImageDataset,
  trainIndices: Uint32Array,
): Normalization {
  if (!config.standardize) return { mean: 0, sd: 1 };
  const { height, width, channels } = dataset.shape;
  return pixelStatistics(dataset.train.images, height * width * channels, trainIndices);
}

export function createEpochData(options: EpochDataOptions): EpochData {
  const { config, data, indices } = options;
  const orderOf = (from: Uint32Array, epoch: number) => epochOrder(from, { ...config, epoch });
  if (!augments(config)) {
    return { epoch: (epoch) => ({ data: data.train, order: orderOf(indices, epoch) }), close: () => {} };
  }
  return augmented(options, orderOf);
}

function augments({ augment }: RunConfig): boolean {
  return augment.shift > 0 || augment.rotate > 0 || augment.flip;
}

/** New images each epoch, drawn by (seed, epoch, image); the indices stay those of the training part. */
function augmented(
  { config, engine, dataset, normalization, indices }: EpochDataOptions,
  orderOf: (from: Uint32Array, epoch: number) => Uint32Array,
): EpochData {
  // held for the whole run: the images of a dataset may be read from disk whenever they are asked for
  const { images, labels } = dataset.train;
  let current: Dataset | null = null;
  const close = () => {
    current?.close();
    current = null;
  };
  return {
    epoch(epoch) {
      close();
      const draw = { seed: config.seed, epoch, indices };
      const moved = augmentImages(images, dataset.shape, config.augment, draw);
      current = engine.load(moved, labels, dataset.shape, normalization);
      return { data: current, order: orderOf(indices, epoch) };
    },
    close,
  };
}
