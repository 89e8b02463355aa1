import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ImageShape } from '../config/network.ts';
import { readDataset } from './load.ts';
import { cacheFolder, locateDataset, locateFiles } from './paths.ts';
import { BUILT_IN_NAMES, DATA_FILES } from './registry.ts';
import type { Environment } from './types.ts';

export interface DatasetStatus {
  readonly name: string;
  readonly builtIn: boolean;
  /** all four files are there (or the dataset is embedded) */
  readonly present: boolean;
  /** read just now: whole, fitting together, and of a built-in dataset the right bytes; null if not present */
  readonly verified: boolean | null;
  /** the folder; `embedded` for one that comes with the package; null if nothing was found */
  readonly where: string | null;
  /** on disk */
  readonly bytes: number | null;
  readonly shape: ImageShape | null;
  readonly classes: number | null;
  readonly trainCount: number | null;
  readonly testCount: number | null;
  /** why it cannot be used, and what to do */
  readonly problem: string | null;
}

/**
 * The built-in datasets, then every folder of `DESCENT_DATA_DIR` that holds IDX files.
 * Reads and checks all files: about half a second for each full MNIST.
 */
export function listDatasets(env: Environment = process.env): DatasetStatus[] {
  return [...BUILT_IN_NAMES, ...ownDatasets(env)].map((name) => statusOf(name, env));
}

/** Names that a config may give as its dataset, and whether all files are there; looks at names only, reads nothing. */
export function datasetNames(
  env: Environment = process.env,
): { readonly name: string; readonly present: boolean }[] {
  return [...BUILT_IN_NAMES, ...ownDatasets(env)].map((name) => {
    const files = locateDataset(name, env)?.files;
    const complete = files !== undefined && DATA_FILES.every((file) => files[file] !== null);
    return { name, present: name === 'mnist10k' || complete };
  });
}

function ownDatasets(env: Environment): string[] {
  if (!env.DESCENT_DATA_DIR) return [];
  const root = path.resolve(env.DESCENT_DATA_DIR);
  let names: string[];
  try {
    names = readdirSync(root).sort();
  } catch {
    // no such folder: nothing to list in it
    return [];
  }
  return names.filter(
    (name) =>
      !(BUILT_IN_NAMES as string[]).includes(name) &&
      DATA_FILES.some((file) => locateFiles(path.join(root, name))[file] !== null),
  );
}

function statusOf(name: string, env: Environment): DatasetStatus {
  const located = locateDataset(name, env);
  const embedded = name === 'mnist10k';
  const found = located === null ? [] : DATA_FILES.flatMap((file) => located.files[file] ?? []);
  const present = embedded || found.length === DATA_FILES.length;
  const unread = {
    name,
    builtIn: (BUILT_IN_NAMES as string[]).includes(name),
    present,
    where: embedded ? 'embedded' : (located?.folder ?? null),
    bytes: found.length === 0 ? null : found.reduce((sum, file) => sum + statSync(file).size, 0),
    shape: null,
    classes: null,
    trainCount: null,
    testCount: null,
  };
  try {
    const { shape, classes, train, test } = readDataset(name, env);
    const sizes = { trainCount: train.labels.length, testCount: test.labels.length };
    if (!embedded) return { ...unread, verified: true, shape, classes, ...sizes, problem: null };
    // reading it has filled the cache
    const cached = DATA_FILES.flatMap((file) => locateFiles(path.join(cacheFolder(env), name))[file] ?? []);
    const bytes = cached.reduce((sum, file) => sum + statSync(file).size, 0);
    return { ...unread, verified: true, bytes, shape, classes, ...sizes, problem: null };
  } catch (error) {
    return { ...unread, verified: present ? false : null, problem: (error as Error).message };
  }
}
