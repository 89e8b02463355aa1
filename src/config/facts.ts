import type { ImageShape } from './network.ts';

/** What a configuration must know of a dataset; no image is read for it. */
export interface DatasetFacts {
  /** of the four uncompressed files, hex */
  readonly sha256: string;
  readonly shape: ImageShape;
  readonly classes: number;
  /** images in the training part, before validation is held out */
  readonly trainCount: number;
  readonly testCount: number;
}

/** Facts by dataset name. @throws for a name that is no dataset */
export type FactsOf = (dataset: string) => DatasetFacts;
