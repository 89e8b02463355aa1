/** Descriptive statistics. What is not known is null, never 0. */
import { studentQuantile, studentTwoSidedP } from './student.ts';

export interface Description {
  readonly n: number;
  readonly mean: number | null;
  /** sample standard deviation (n − 1); null below two values */
  readonly std: number | null;
  readonly standardError: number | null;
  readonly min: number | null;
  readonly median: number | null;
  readonly max: number | null;
}

export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly degreesOfFreedom: number;
}

/** @throws RangeError where a value is not finite: such runs are counted, not averaged */
export function describe(values: readonly number[]): Description {
  for (const value of values) {
    if (!Number.isFinite(value)) throw new RangeError(`values must be finite, got ${value}`);
  }
  const n = values.length;
  if (n === 0) {
    return { n, mean: null, std: null, standardError: null, min: null, median: null, max: null };
  }
  const sorted = [...values].sort((a, b) => a - b);
  const std = standardDeviation(values);
  return {
    n,
    mean: mean(values),
    std,
    standardError: std === null ? null : std / Math.sqrt(n),
    min: sorted[0]!,
    median: (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2,
    max: sorted[n - 1]!,
  };
}

/** NaN of no values. */
export function mean(values: readonly number[]): number {
  // second pass: takes back the rounding of the first, so that equal values have exactly their mean
  const rough = sum(values) / values.length;
  return rough + sum(values.map((value) => value - rough)) / values.length;
}

/** Of a sample (n − 1); null below two values. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const center = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - center) ** 2)) / (values.length - 1));
}

/** Two-sided t interval of the mean; null below two values. */
export function meanInterval(values: readonly number[], confidence = 0.95): Interval | null {
  const std = standardDeviation(values);
  if (std === null) return null;
  const degreesOfFreedom = values.length - 1;
  const half = (studentQuantile((1 + confidence) / 2, degreesOfFreedom) * std) / Math.sqrt(values.length);
  const estimate = mean(values);
  return { estimate, low: estimate - half, high: estimate + half, n: values.length, degreesOfFreedom };
}

export interface WelchTest {
  /** mean(a) − mean(b) */
  readonly difference: number;
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

/**
 * Two-sided test of equal means, unequal variances allowed; null where a side has fewer than two values.
 * Without any spread p is 1 for equal means and 0 for others. Source: Welch, Biometrika 34 (1947).
 */
export function welchTest(a: readonly number[], b: readonly number[]): WelchTest | null {
  const stdA = standardDeviation(a);
  const stdB = standardDeviation(b);
  if (stdA === null || stdB === null) return null;
  const difference = mean(a) - mean(b);
  const varianceA = stdA ** 2 / a.length;
  const varianceB = stdB ** 2 / b.length;
  const variance = varianceA + varianceB;
  if (variance === 0) {
    const t = difference === 0 ? 0 : Math.sign(difference) * Number.POSITIVE_INFINITY;
    return { difference, t, degreesOfFreedom: a.length + b.length - 2, p: difference === 0 ? 1 : 0 };
  }
  const t = difference / Math.sqrt(variance);
  const degreesOfFreedom =
    variance ** 2 / (varianceA ** 2 / (a.length - 1) + varianceB ** 2 / (b.length - 1));
  return { difference, t, degreesOfFreedom, p: studentTwoSidedP(t, degreesOfFreedom) };
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
