/** Datasets: reading, checking, downloading, splitting, ordering and transforming images. */
export { DatasetError } from './errors.ts';
export { type FetchOptions, type FetchProgress, fetchDataset } from './fetch.ts';
export { type DatasetStatus, datasetNames, listDatasets } from './list.ts';
export { datasetFacts, loadDataset } from './load.ts';
export { epochOrder, type OrderOptions, stepsPerEpoch } from './order.ts';
export { cacheFolder } from './paths.ts';
export { BUILT_IN_NAMES } from './registry.ts';
export { largestRemainder, splitTraining, type TrainingSplit } from './split.ts';
export { pixelStatistics } from './statistics.ts';
export {
  type AugmentOptions,
  augmentImages,
  type Transform,
  transformImage,
  transformImages,
} from './transform.ts';
export type { DatasetFacts, Environment, ImageDataset, LabelledImages } from './types.ts';
