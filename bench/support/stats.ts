/** Order statistics of repeated measurements. Medians, not means: one interrupted run must not move a result. */

/** Median of the values; null without any. */
export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5);
}

/** Linear interpolation between order statistics (type 7 of Hyndman & Fan), p in [0, 1]; null without values. */
export function quantile(values: readonly number[], p: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * p;
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}

export interface Spread {
  readonly n: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError without values */
export function spread(values: readonly number[]): Spread {
  const middle = median(values);
  if (middle === null) throw new RangeError('spread needs at least one value, got none');
  return { n: values.length, median: middle, min: Math.min(...values), max: Math.max(...values) };
}
