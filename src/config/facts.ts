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

/** Asks once a name: a user's own dataset is read for its facts. */
export function askingOnce(factsOf: FactsOf): FactsOf {
  const known = new Map<string, DatasetFacts>();
  return (name) => {
    const facts = known.get(name) ?? factsOf(name);
    known.set(name, facts);
    return facts;
  };
}
