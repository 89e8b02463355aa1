/** Curves of several runs: their mean at each x with what belongs to it, smoothing, thinning for a drawing. */
import { studentQuantile } from './student.ts';

/** `y[i]` at `x[i]`, x ascending. A y that is not finite is a gap. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** All arrays are as long as `x`. Where n is 0 the numbers are NaN; std is NaN below two values. */
export interface MeanCurve {
  readonly x: Float64Array;
  readonly mean: Float64Array;
  /** of a sample (n − 1) */
  readonly std: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** curves that have a value there */
  readonly n: Int32Array;
  /** the curves have points at different x: values between the points of a curve are linear between them */
  readonly interpolated: boolean;
}

/** A spread of fewer runs is itself a guess: they are drawn one by one in place of a band. */
export const FEWEST_FOR_BAND = 5;

/** More positions than this are never needed to draw a line, or to read one. */
const MOST_POSITIONS = 10_000;

/**
 * Mean over all curves at every x where one of them has a point. A curve counts from its first to its last point and is
 * never extended: where curves end early, n falls. Where nearly all x differ (wall time), the mean stands at evenly
 * spaced x, as many as the longest curve has points.
 */
export function meanCurve(curves: readonly Curve[]): MeanCurve {
  const filled = curves.filter(({ x }) => x.length > 0);
  const longest = filled.reduce<Curve | null>(
    (best, curve) => (best === null || curve.x.length > best.x.length ? curve : best),
    null,
  );
  if (longest === null) return accumulate(new Float64Array(0), [], false);
  const shared = filled.every(({ x }) => startsWith(longest.x, x));
  const x = shared ? longest.x : positions(filled, longest.x.length);
  return accumulate(x, filled, !shared);
}

function startsWith(long: Float64Array, short: Float64Array): boolean {
  for (let i = 0; i < short.length; i += 1) if (long[i] !== short[i]) return false;
  return true;
}

/** Every x of any curve, or evenly spaced ones where those would be far more than any curve has. */
function positions(curves: readonly Curve[], longest: number): Float64Array {
  const all = Float64Array.from(new Set(curves.flatMap(({ x }) => [...x]))).sort();
  const most = Math.min(MOST_POSITIONS, Math.max(2 * longest, 50));
  if (all.length <= most) return all;
  const size = Math.min(MOST_POSITIONS, Math.max(longest, 50));
  const [from, to] = [all[0]!, all[all.length - 1]!];
  return Float64Array.from({ length: size }, (_, i) => from + ((to - from) * i) / (size - 1));
}

/** Welford's update at each position, curve by curve: one pass, and exact for equal values. */
function accumulate(x: Float64Array, curves: readonly Curve[], interpolated: boolean): MeanCurve {
  const size = x.length;
  const mean = new Float64Array(size);
  const squares = new Float64Array(size);
  const min = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const n = new Int32Array(size);
  for (const curve of curves) {
    const values = interpolated ? valuesAt(curve, x) : curve.y;
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      n[i]! += 1;
      const off = value - mean[i]!;
      mean[i]! += off / n[i]!;
      squares[i]! += off * (value - mean[i]!);
      if (value < min[i]!) min[i] = value;
      if (value > max[i]!) max[i] = value;
    }
  }
  const std = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    std[i] = n[i]! < 2 ? Number.NaN : Math.sqrt(squares[i]! / (n[i]! - 1));
    if (n[i] === 0) mean[i] = min[i] = max[i] = Number.NaN;
  }
  return { x, mean, std, min, max, n, interpolated };
}

/** Linear between the points of the curve; NaN outside of them and beside a gap. `x` ascending. */
export function valuesAt(curve: Curve, x: Float64Array): Float64Array {
  const values = new Float64Array(x.length).fill(Number.NaN);
  const last = curve.x.length - 1;
  let at = 0;
  for (let i = 0; i < x.length; i += 1) {
    const wanted = x[i]!;
    if (last < 0 || wanted < curve.x[0]! || wanted > curve.x[last]!) continue;
    while (at < last && curve.x[at + 1]! <= wanted) at += 1;
    const [x0, y0] = [curve.x[at]!, curve.y[at]!];
    if (x0 === wanted || at === last) values[i] = y0;
    else values[i] = y0 + ((curve.y[at + 1]! - y0) * (wanted - x0)) / (curve.x[at + 1]! - x0);
  }
  return values;
}

/** `std`: mean ± 1 std; `se`: ± 1 standard error; `ci`: 95 % t interval of the mean; `range`: smallest to largest. */
export type BandKind = 'std' | 'se' | 'ci' | 'range';

/** Bounds at each x of the mean; NaN below two values. */
export function bandOf(curve: MeanCurve, kind: BandKind): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(curve.x.length).fill(Number.NaN);
  const high = low.slice();
  for (let i = 0; i < low.length; i += 1) {
    const n = curve.n[i]!;
    if (n < 2) continue;
    if (kind === 'range') {
      low[i] = curve.min[i]!;
      high[i] = curve.max[i]!;
      continue;
    }
    const half = curve.std[i]! * widthOf(kind, n);
    low[i] = curve.mean[i]! - half;
    high[i] = curve.mean[i]! + half;
  }
  return { low, high };
}

const quantiles = new Map<number, number>();

/** In standard deviations. */
function widthOf(kind: Exclude<BandKind, 'range'>, n: number): number {
  if (kind === 'std') return 1;
  if (kind === 'se') return 1 / Math.sqrt(n);
  let t = quantiles.get(n);
  if (t === undefined) {
    t = studentQuantile(0.975, n - 1);
    quantiles.set(n, t);
  }
  return t / Math.sqrt(n);
}

/**
 * Exponential moving average over x, bias-corrected: what lies `halfLife` back counts half. Each value counts for the
 * stretch of x since the one before, so that denser logging does not smooth less. Gaps stay gaps.
 * @param halfLife in units of x, > 0
 */
export function halfLifeAverage(x: Float64Array, y: Float64Array, halfLife: number): Float64Array {
  if (!(halfLife > 0)) throw new RangeError(`halfLife must be > 0, got ${halfLife}`);
  const smooth = new Float64Array(y.length).fill(Number.NaN);
  let sum = 0;
  let weight = 0;
  let before = Number.NaN;
  for (let i = 0; i < y.length; i += 1) {
    if (!Number.isFinite(y[i]!)) continue;
    const since = Number.isNaN(before) ? nextGap(x, y, i) : x[i]! - before;
    const kept = 0.5 ** (since / halfLife);
    sum = kept * sum + (1 - kept) * y[i]!;
    weight = kept * weight + (1 - kept);
    smooth[i] = weight === 0 ? y[i]! : sum / weight;
    before = x[i]!;
  }
  return smooth;
}

/** The first value counts for as much x as lies before the second. */
function nextGap(x: Float64Array, y: Float64Array, from: number): number {
  for (let i = from + 1; i < y.length; i += 1) if (Number.isFinite(y[i]!)) return x[i]! - x[from]!;
  return 1;
}

/**
 * Indexes to draw a line from: the smallest and the largest value in each of `columns` equal stretches of x, the ends,
 * and the edges of gaps. All of them where there are no more than two a column.
 */
export function thinnedIndexes(x: Float64Array, y: Float64Array, columns: number): number[] {
  const last = x.length - 1;
  if (x.length <= 2 * columns) return Array.from(x, (_, i) => i);
  const [from, span] = [x[0]!, x[last]! - x[0]! || 1];
  const kept: number[] = [];
  let [column, low, high] = [-1, -1, -1];
  const flush = () => {
    if (low === -1) return;
    kept.push(Math.min(low, high));
    if (low !== high) kept.push(Math.max(low, high));
  };
  for (let i = 0; i <= last; i += 1) {
    const own = Math.min(columns - 1, Math.floor(((x[i]! - from) / span) * columns));
    if (own !== column) {
      flush();
      [column, low, high] = [own, -1, -1];
    }
    if (!Number.isFinite(y[i]!)) {
      // the gap itself, once: the line must break there
      if (i === 0 || Number.isFinite(y[i - 1]!)) kept.push(i);
      continue;
    }
    if (low === -1 || y[i]! < y[low]!) low = i;
    if (high === -1 || y[i]! > y[high]!) high = i;
  }
  flush();
  return [...new Set([0, ...kept, last])].sort((a, b) => a - b);
}
