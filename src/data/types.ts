import type { ImageShape } from '../config/network.ts';

export type { DatasetFacts } from '../config/facts.ts';

/** Images (n, height, width, channels) and labels (n), both bytes. */
export interface LabelledImages {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

export interface ImageDataset {
  readonly name: string;
  readonly shape: ImageShape;
  readonly classes: number;
  /** over the hex digests of the four uncompressed IDX files, in the order of `DATA_FILES` */
  readonly sha256: string;
  /** one name a class */
  readonly classNames: readonly string[];
  readonly train: LabelledImages;
  /** scored once at the end of a run, never used for choices */
  readonly test: LabelledImages;
}

export type Environment = Readonly<Record<string, string | undefined>>;
