import type { RunConfig } from '../config/index.ts';
import { readDataset } from '../data/load.ts';

/** Comes with the package: its images cannot be missing. */
const EMBEDDED = 'mnist10k';

/**
 * Reads each dataset of the runs once, so that files that are missing or damaged stop a sweep before it begins instead
 * of failing its runs one by one. @throws DatasetError
 */
export function checkDatasets(
  runs: readonly { readonly config: RunConfig }[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  for (const name of new Set(runs.map(({ config }) => config.dataset))) {
    if (name !== EMBEDDED) readDataset(name, env);
  }
}
