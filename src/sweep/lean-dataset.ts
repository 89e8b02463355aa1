/** A dataset whose images stay in memory only while somebody uses them: the engine has its own copy. */
import type { ImageDataset, LabelledImages } from '../data/index.ts';
import { readDataset } from '../data/load.ts';

/** Small ones are held: reading them again would cost a run of half a second a tenth of its time. */
const HELD_BYTES = 16 * 2 ** 20;

/**
 * Labels, names and hash are kept; `images` of a large dataset are read again from disk when they are asked for after the garbage
 * collector took them (standardization and augmentation ask, and hold them for as long as they need them).
 * @throws DatasetError as `loadDataset`
 */
export function openLeanDataset(name: string, env: NodeJS.ProcessEnv = process.env): ImageDataset {
  const first = readDataset(name, env);
  const { shape, classes, sha256, classNames } = first;
  const labels = { train: first.train.labels.slice(), test: first.test.labels.slice() };
  const read = imagesOf(first);
  const small = read.train.length + read.test.length <= HELD_BYTES ? read : null;
  let images = new WeakRef(read);
  const current = () => {
    if (small !== null) return small;
    const held = images.deref();
    if (held !== undefined) return held;
    const again = imagesOf(readDataset(name, env));
    images = new WeakRef(again);
    return again;
  };
  const part = (key: 'train' | 'test'): LabelledImages => ({
    labels: labels[key],
    get images() {
      return current()[key];
    },
  });
  return { name, shape, classes, sha256, classNames, train: part('train'), test: part('test') };
}

function imagesOf({ train, test }: ImageDataset): { readonly train: Uint8Array; readonly test: Uint8Array } {
  return { train: train.images, test: test.images };
}
