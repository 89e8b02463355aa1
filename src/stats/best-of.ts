/**
 * What tuning with k trials is worth: the expected best of k, from n trials that were made.
 * Source: Dodge, Gururangan, Card, Schwartz & Smith, "Show Your Work", EMNLP 2019; the form without replacement.
 */
import { type ResampledOptions, resampledIntervals } from './resampled-interval.ts';
import type { Bounds } from './verdict.ts';

export interface BestOf {
  readonly k: number;
  readonly expected: number;
  readonly interval: Bounds;
}

export interface BestOfOptions extends ResampledOptions {
  readonly ks?: readonly number[];
}

/**
 * Expected largest of k trials drawn without replacement: Σᵢ v₍ᵢ₎ [C(i,k) − C(i−1,k)] / C(n,k), v ascending.
 * A diverged trial belongs in it, at chance level.
 * @throws RangeError unless 1 <= k <= n
 */
export function expectedBestOf(values: readonly number[], k: number): number {
  if (!(Number.isInteger(k) && k >= 1 && k <= values.length)) {
    throw new RangeError(`k must be an integer from 1 to the number of trials ${values.length}, got ${k}`);
  }
  return weightedSum(Float64Array.from(values).sort(), bestOfWeights(values.length, k));
}

/** `ks`: only these, where they are in 1 … n/2. Above it, resamples of n trials say little about the best of k. */
export function bestOfCurve(
  values: readonly number[],
  { confidence = 0.95, resamples = 2000, seed = 0, ks }: BestOfOptions = {},
): BestOf[] {
  if (values.length === 0) return [];
  const most = Math.max(1, Math.floor(values.length / 2));
  const all = Array.from({ length: most }, (_, i) => i + 1);
  const chosen = ks === undefined ? all : all.filter((k) => ks.includes(k));
  const weights = chosen.map((k) => bestOfWeights(values.length, k));
  const intervals = resampledIntervals(
    [values],
    ([sample]) => {
      const sorted = sample!.sort();
      return weights.map((one) => weightedSum(sorted, one));
    },
    { confidence, resamples, seed },
  );
  return chosen.map((k, i) => ({ k, expected: intervals[i]!.estimate, interval: intervals[i]!.interval }));
}

/** Probability that the i-th smallest of n is the largest of k: C(i−1, k−1) / C(n, k), i from 1. */
function bestOfWeights(n: number, k: number): Float64Array {
  const weights = new Float64Array(n);
  let weight = k / n;
  for (let i = n; i >= k; i--) {
    weights[i - 1] = weight;
    // C(i−2, k−1) / C(i−1, k−1)
    weight *= (i - k) / (i - 1);
  }
  return weights;
}

function weightedSum(ascending: Float64Array, weights: Float64Array): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]! * ascending[i]!;
  return total;
}
