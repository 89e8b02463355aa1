/** The engine's copy of a dataset, kept from run to run: one dataset at a time, so that memory stays bounded. */
import type { ImageDataset } from '../data/index.ts';
import type { Dataset, Engine, Normalization } from '../engine/contract.ts';

export interface LoadedDataset {
  /** the whole training part, validation included: runs select by index */
  readonly train: Dataset;
  readonly test: Dataset;
}

export interface DataCache {
  /** Loads `dataset` unless the last call asked for the same one, normalized in the same way. */
  get(dataset: ImageDataset, normalization: Normalization): LoadedDataset;
  /** frees what is loaded; the cache can be used again */
  close(): void;
}

export function createDataCache(engine: Engine): DataCache {
  let held: { key: string; data: LoadedDataset } | null = null;
  const close = () => {
    held?.data.train.close();
    held?.data.test.close();
    held = null;
  };
  return {
    get(dataset, normalization) {
      const key = `${dataset.sha256} ${normalization.mean} ${normalization.sd}`;
      if (held?.key === key) return held.data;
      close();
      const load = (part: ImageDataset['train']) =>
        engine.load(part.images, part.labels, dataset.shape, normalization);
      held = { key, data: { train: load(dataset.train), test: load(dataset.test) } };
      return held.data;
    },
    close,
  };
}
