/** The numbers of a box plot. */

export interface Box {
  readonly n: number;
  readonly firstQuartile: number;
  readonly median: number;
  readonly thirdQuartile: number;
  /** furthest values within 1.5 interquartile ranges of the box (Tukey) */
  readonly lowWhisker: number;
  readonly highWhisker: number;
  /** values beyond the whiskers, ascending */
  readonly outliers: readonly number[];
}

/**
 * Of finite values; null of none.
 * @throws RangeError where a value is not finite
 */
export function boxOf(values: readonly number[]): Box | null {
  for (const value of values) {
    if (!Number.isFinite(value)) throw new RangeError(`values must be finite, got ${value}`);
  }
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const [firstQuartile, median, thirdQuartile] = [0.25, 0.5, 0.75].map((p) => quantile(sorted, p)) as [
    number,
    number,
    number,
  ];
  const reach = 1.5 * (thirdQuartile - firstQuartile);
  const within = sorted.filter((value) => value >= firstQuartile - reach && value <= thirdQuartile + reach);
  return {
    n: sorted.length,
    firstQuartile,
    median,
    thirdQuartile,
    lowWhisker: within[0] ?? firstQuartile,
    highWhisker: within.at(-1) ?? thirdQuartile,
    outliers: sorted.filter((value) => value < firstQuartile - reach || value > thirdQuartile + reach),
  };
}

/** Of ascending values, linear between order statistics: type 7 of Hyndman & Fan, as in NumPy and R. */
export function quantile(sorted: readonly number[], probability: number): number {
  const at = (sorted.length - 1) * probability;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}
