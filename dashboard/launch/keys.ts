/** How the form asks for a key of a config: in words, as a choice or as text. */

import { CONFIG_KEYS, FIELDS } from '../../src/config/fields.ts';
import type { ConfigKey } from '../../src/config/index.ts';
import { datasetNames } from '../../src/data/index.ts';

/** Asked for first, with these labels. */
export const MAIN_KEYS: readonly (readonly [key: ConfigKey, label: string])[] = [
  ['dataset', 'Dataset'],
  ['architecture', 'Network'],
  ['activation', 'Activation'],
  ['head', 'Output and loss'],
  ['optimizer', 'Optimizer'],
  ['learningRate', 'Learning rate'],
  ['batchSize', 'Batch size'],
  ['epochs', 'Epochs'],
];

/** Under "another setting"; a network of one's own is written as JSON. */
export const OTHER_KEYS: readonly ConfigKey[] = CONFIG_KEYS.filter(
  (key) => key !== 'seed' && !MAIN_KEYS.some(([main]) => main === key),
);

export const AXIS_KEYS: readonly ConfigKey[] = [
  ...(['optimizer', 'learningRate', 'activation', 'architecture', 'batchNorm', 'dropout'] as const),
  ...([...MAIN_KEYS.map(([key]) => key), ...OTHER_KEYS] as ConfigKey[]),
].filter((key, i, all) => all.indexOf(key) === i);

/** What a new axis begins with; other keys begin with their first words, or empty. */
const FIRST_VALUES: Partial<Record<ConfigKey, string>> = {
  learningRate: '0.0003, 0.001, 0.003, 0.01, 0.03',
  batchSize: '32, 128, 512',
  epochs: '1, 3, 10',
  dropout: '0, 0.25, 0.5',
  weightDecay: '0, 0.0001, 0.001',
  momentum: '0.5, 0.9, 0.99',
  beta1: '0.5, 0.9',
  beta2: '0.9, 0.99, 0.999',
  trainSize: '500, 1000, 2000, 4000',
  depth: '2, 5, 10',
  width: '50, 100, 200',
  kernel: '3, 5',
  initializerScale: '0.5, 1, 2',
  clipNorm: '1, 5',
  schedule: '"constant", "cosine"',
};
const FIRST_WORDS = 3;

export function firstValues(key: ConfigKey): readonly string[] {
  const text = FIRST_VALUES[key];
  if (text !== undefined) return [text];
  return wordsOf(key)?.slice(0, FIRST_WORDS) ?? [''];
}

/** The words that a key takes; null: it takes numbers, lists or objects. */
export function wordsOf(key: ConfigKey): readonly string[] | null {
  if (key === 'dataset') return datasetNames().flatMap(({ name, present }) => (present ? [name] : []));
  const { schema, doc: _ } = FIELDS[key];
  const options = (schema as { readonly options?: unknown }).options;
  if (Array.isArray(options) && options.every((word) => typeof word === 'string')) {
    // a network without its layers is none
    return key === 'architecture' ? options.filter((word) => word !== 'custom') : options;
  }
  return (schema as { readonly type?: string }).type === 'boolean' ? ['true', 'false'] : null;
}

/** `128`, `by optimizer`: without the marks of the documentation. */
export function defaultOf(key: ConfigKey): string {
  return FIELDS[key].default.replaceAll('`', '');
}

export function docOf(key: ConfigKey): string {
  return FIELDS[key].doc.replaceAll('`', '');
}
