/** Critical values for statements that hold together. */
import { studentQuantile } from './student.ts';
import type { Bounds } from './verdict.ts';

/** By resample the largest of the statistics; a statistic that is not a number counts as unbounded. */
export function maximumStatistics(families: readonly Float64Array[]): Float64Array {
  const largest = new Float64Array(families[0]?.length ?? 0);
  for (const statistics of families) {
    for (let b = 0; b < largest.length; b++) {
      const value = statistics[b]!;
      if (!(value <= largest[b]!)) largest[b] = Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
    }
  }
  return largest;
}

/**
 * The families whose largest statistic has a quantile. One that is unbounded in more resamples than the error allows (its
 * arm may have no value at all at a candidate that tuning might have chosen) covers for certain, by an interval without
 * ends: it leaves, the one that is unbounded most often first, and widens none of the others.
 */
export function boundedFamilies(
  families: readonly Float64Array[],
  probability: number,
): readonly Float64Array[] {
  const unbounded = (statistics: Float64Array) =>
    statistics.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  const left = [...families].sort((a, b) => unbounded(a) - unbounded(b));
  while (
    left.length > 0 &&
    upperQuantile(maximumStatistics(left), probability) === Number.POSITIVE_INFINITY
  ) {
    left.pop();
  }
  return left;
}

/** The ⌈(B + 1)p⌉-th smallest, so that the test has at most the size 1 − p; unbounded where B is too small for p. */
export function upperQuantile(statistics: Float64Array, probability: number): number {
  const rank = Math.ceil((statistics.length + 1) * probability - 1e-9);
  return rank > statistics.length ? Number.POSITIVE_INFINITY : statistics.slice().sort()[rank - 1]!;
}

/** Of the two-sided t interval of that confidence; unbounded without a degree of freedom. */
export function tCritical(confidence: number, degreesOfFreedom: number): number {
  return degreesOfFreedom > 0
    ? studentQuantile((1 + confidence) / 2, degreesOfFreedom)
    : Number.POSITIVE_INFINITY;
}

/** center ± criticalValue · standardError; unbounded where the standard error is not known. */
export function boundsAround(center: number, criticalValue: number, standardError: number): Bounds {
  if (standardError === 0) return { low: center, high: center };
  const half = criticalValue * standardError;
  return Number.isFinite(half)
    ? { low: center - half, high: center + half }
    : { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
}
