/**
 * Percentile intervals for descriptive figures (best-of-k curves, interquartile means) that no verdict reads.
 *
 * The plain percentile bootstrap is too short for few values; the expanded one takes outer percentiles,
 * Φ(√(n/(n−1)) t) instead of Φ(z), which for a mean gives about the t interval.
 * Source: Hesterberg, "What Teachers Should Know About the Bootstrap", The American Statistician 69 (2015), section 4.
 */
import { RandomStream } from '../random/index.ts';
import { mean } from './describe.ts';
import { normalProbability } from './normal.ts';
import { studentQuantile } from './student.ts';
import type { Bounds } from './verdict.ts';

export interface ResampledOptions {
  readonly confidence?: number;
  readonly resamples?: number;
  readonly seed?: number;
}

export interface Resampled {
  readonly estimate: number;
  readonly interval: Bounds;
}

/**
 * @param strata resampled each on its own; @param statistic of samples as long as the strata, which it may reorder
 * @throws RangeError for an empty stratum or a value that is not finite
 */
export function resampledInterval(
  strata: readonly (readonly number[])[],
  statistic: (samples: Float64Array[]) => number,
  options: ResampledOptions = {},
): Resampled {
  return resampledIntervals(strata, (samples) => [statistic(samples)], options)[0]!;
}

/** Of several figures of the same samples. */
export function resampledIntervals(
  strata: readonly (readonly number[])[],
  statistics: (samples: Float64Array[]) => readonly number[],
  { confidence = 0.95, resamples = 2000, seed = 0 }: ResampledOptions = {},
): Resampled[] {
  if (strata.length === 0 || strata.some(({ length }) => length === 0)) {
    throw new RangeError('every stratum needs at least one value');
  }
  const bad = strata.flat().find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new RangeError(`values must be finite, got ${bad}`);
  const whole = statistics(strata.map((values) => Float64Array.from(values)));
  const size = mean(strata.map(({ length }) => length));
  if (size < 2) {
    const interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    return whole.map((estimate) => ({ estimate, interval }));
  }
  const stream = new RandomStream(seed, 'bootstrap/strata');
  const samples = strata.map((values) => new Float64Array(values.length));
  const estimates = whole.map(() => new Float64Array(resamples));
  for (let r = 0; r < resamples; r++) {
    for (let s = 0; s < strata.length; s++) {
      const values = strata[s]!;
      const sample = samples[s]!;
      for (let i = 0; i < sample.length; i++) sample[i] = values[stream.integer(values.length)]!;
    }
    for (const [i, value] of statistics(samples).entries()) estimates[i]![r] = value;
  }
  const degrees = strata.length * (size - 1);
  const t = studentQuantile((1 + confidence) / 2, degrees);
  const tail = normalProbability(-Math.sqrt(size / (size - 1)) * t);
  return whole.map((estimate, i) => {
    const sorted = estimates[i]!.sort();
    return { estimate, interval: { low: percentile(sorted, tail), high: percentile(sorted, 1 - tail) } };
  });
}

/** By linear interpolation between order statistics. */
function percentile(ascending: Float64Array, share: number): number {
  const position = share * (ascending.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below]! + (position - below) * (ascending[above]! - ascending[below]!);
}
