/**
 * Comparisons that only use the order of values. A diverged run, which has no value that a mean could take, has a place
 * in an order: that of chance level.
 */
import { normalQuantile, normalTwoSidedP } from './normal.ts';
import { studentTwoSidedP } from './student.ts';
import type { Bounds } from './verdict.ts';

/** Diverged runs (null) at chance level, such as 0.1 for the accuracy over ten classes. */
export function withDivergedAt(values: readonly (number | null)[], chance: number): number[] {
  return values.map((value) => value ?? chance);
}

export interface Superiority {
  /** P(A > B) + ½ P(A = B) for a run of each */
  readonly probability: number;
  readonly interval: Bounds;
}

/**
 * Interval by Newcombe's method 5: a score interval, which keeps its length where all of A lie above B.
 * Source: Newcombe, Statistics in Medicine 25 (2006) 559–573.
 */
export function superiority(a: readonly number[], b: readonly number[], confidence = 0.95): Superiority {
  checkGroups(a, b);
  let wins = 0;
  for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0;
  const probability = wins / (a.length * b.length);
  const z = normalQuantile((1 + confidence) / 2);
  const error = (theta: number) => {
    const cells = a.length * b.length;
    const groups = (a.length + b.length) / 2 - 1;
    const more = groups * ((1 - theta) / (2 - theta) + theta / (1 + theta));
    return z * Math.sqrt((theta * (1 - theta) * (1 + more)) / cells);
  };
  return {
    probability,
    interval: {
      low: probability === 0 ? 0 : root((theta) => probability - theta - error(theta), 0, probability),
      high: probability === 1 ? 1 : root((theta) => theta - probability - error(theta), 1, probability),
    },
  };
}

/** Zero of f between `outer`, where f > 0, and `inner`, where f <= 0. */
function root(f: (theta: number) => number, outer: number, inner: number): number {
  let positive = outer;
  let other = inner;
  // 60 halvings of [0, 1] reach the spacing of float64
  for (let i = 0; i < 60; i++) {
    const middle = (positive + other) / 2;
    if (f(middle) > 0) positive = middle;
    else other = middle;
  }
  return (positive + other) / 2;
}

export interface BrunnerMunzelTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

/**
 * Two-sided test of P(A > B) + ½ P(A = B) = ½, spreads and shapes may differ; positive where A tends to be larger.
 * null where the groups do not overlap or do not vary, since its variance is then 0; `mannWhitneyTest` decides those.
 * Source: Brunner & Munzel, Biometrical Journal 42 (2000).
 */
export function brunnerMunzelTest(a: readonly number[], b: readonly number[]): BrunnerMunzelTest | null {
  checkGroups(a, b);
  const pooled = midranks([...a, ...b]);
  const placement = (from: number, values: readonly number[], size: number) => {
    const own = midranks(values);
    const placements = values.map((_, i) => pooled[from + i]! - own[i]!);
    const center = placements.reduce((sum, value) => sum + value, 0) / size;
    const squares = placements.reduce((sum, value) => sum + (value - center) ** 2, 0);
    return { center, variance: size > 1 ? squares / (size - 1) : Number.NaN };
  };
  const first = placement(0, a, a.length);
  const second = placement(a.length, b, b.length);
  const total = a.length * first.variance + b.length * second.variance;
  if (!(total > 0)) return null;
  const rankDifference = meanRank(pooled, 0, a.length) - meanRank(pooled, a.length, pooled.length);
  const statistic = (a.length * b.length * rankDifference) / ((a.length + b.length) * Math.sqrt(total));
  const degreesOfFreedom =
    total ** 2 /
    ((a.length * first.variance) ** 2 / (a.length - 1) + (b.length * second.variance) ** 2 / (b.length - 1));
  return { statistic, degreesOfFreedom, p: studentTwoSidedP(statistic, degreesOfFreedom) };
}

export interface MannWhitneyTest {
  /** pairs in which A is larger, ties half */
  readonly u: number;
  readonly p: number;
  readonly method: 'exact' | 'normal';
}

/**
 * Two-sided test of equal distributions: exact without ties, otherwise normal with corrections for ties and continuity.
 * Source: Mann & Whitney, Annals of Mathematical Statistics 18 (1947).
 */
export function mannWhitneyTest(a: readonly number[], b: readonly number[]): MannWhitneyTest {
  checkGroups(a, b);
  const values = [...a, ...b];
  const ranks = midranks(values);
  const [m, n] = [a.length, b.length];
  const u = meanRank(ranks, 0, m) * m - (m * (m + 1)) / 2;
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  if (sizes.size === values.length) {
    const tail = Math.max(u, m * n - u);
    return { u, p: Math.min(1, 2 * exactTail(m, n, tail)), method: 'exact' };
  }
  let ties = 0;
  for (const size of sizes.values()) ties += size ** 3 - size;
  const variance = ((m * n) / 12) * (m + n + 1 - ties / ((m + n) * (m + n - 1)));
  if (variance === 0) return { u, p: 1, method: 'normal' };
  const distance = Math.max(0, Math.abs(u - (m * n) / 2) - 0.5);
  return { u, p: normalTwoSidedP(distance / Math.sqrt(variance)), method: 'normal' };
}

/** P(U >= u) when each order of m + n distinct values is equally likely. */
function exactTail(m: number, n: number, u: number): number {
  // ways[k][v]: subsets of size k of the values so far whose U is v
  const ways = Array.from({ length: m + 1 }, () => new Float64Array(m * n + 1));
  ways[0]![0] = 1;
  for (let value = 1; value <= m + n; value++) {
    for (let k = Math.min(m, value); k >= 1; k--) {
      // the value of this rank, as the k-th of A, stands above value − k of B
      const gain = value - k;
      for (let v = gain; v <= m * n; v++) ways[k]![v]! += ways[k - 1]![v - gain]!;
    }
  }
  let tail = 0;
  let total = 0;
  ways[m]!.forEach((count, v) => {
    total += count;
    if (v >= u) tail += count;
  });
  return tail / total;
}

/** Ranks from 1, equal values share the mean of theirs. */
function midranks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

function meanRank(ranks: Float64Array, from: number, to: number): number {
  return ranks.subarray(from, to).reduce((sum, rank) => sum + rank, 0) / (to - from);
}

function checkGroups(a: readonly number[], b: readonly number[]): void {
  if (a.length === 0 || b.length === 0) throw new RangeError('both groups need at least one value');
  const bad = [...a, ...b].find((value) => !Number.isFinite(value));
  if (bad !== undefined)
    throw new RangeError(`values must be finite, got ${bad}; put diverged runs at chance level`);
}
