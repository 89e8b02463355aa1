import type { RunConfig } from './run-config.ts';

/** Updates in an epoch of `trainCount` images. */
export function stepsPerEpoch(
  trainCount: number,
  batchSize: number,
  lastBatch: RunConfig['lastBatch'],
): number {
  return lastBatch === 'drop' ? Math.floor(trainCount / batchSize) : Math.ceil(trainCount / batchSize);
}
