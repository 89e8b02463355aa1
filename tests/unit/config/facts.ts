import type { DatasetFacts, FactsOf } from '../../../src/config/index.ts';

/** Facts as of the embedded digits; the hash is any, no image is read. */
export const digits: DatasetFacts = {
  sha256: '5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9',
  shape: { height: 28, width: 28, channels: 1 },
  classes: 10,
  trainCount: 8000,
  testCount: 2000,
};
export const digitFacts: FactsOf = () => digits;
export const factsWith =
  (part: Partial<DatasetFacts>): FactsOf =>
  () => ({ ...digits, ...part });
