/** Whether a comparison is one of settings, or also one of step sizes. */
import type { Levels } from './factors.ts';

/**
 * `tuned`: every combination of the other settings was tried at several learning rates; `partly`: some were;
 * `untuned`: none, as where the rate is fixed, or zipped with another setting and so not told apart from it.
 */
export type LearningRateTuning = 'tuned' | 'partly' | 'untuned';

/** @param rows settings of each run, `learningRate` among them */
export function learningRateTuning(rows: readonly Levels[]): LearningRateTuning {
  const rates = new Map<string, Set<unknown>>();
  for (const { learningRate = null, ...others } of rows) {
    const key = JSON.stringify(Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1)));
    rates.set(key, (rates.get(key) ?? new Set()).add(learningRate));
  }
  const several = [...rates.values()].filter((tried) => tried.size > 1).length;
  if (several === 0) return 'untuned';
  return several === rates.size ? 'tuned' : 'partly';
}
