/** Rates of an outcome, such as divergence: intervals that hold at 0 and 1, where those of the normal approximation collapse. */
import { normalQuantile } from './normal.ts';
import type { Bounds } from './verdict.ts';

/** Wilson's score interval of a proportion. Source: Wilson, JASA 22 (1927). @throws RangeError unless 0 <= count <= n, n >= 1 */
export function proportionInterval(count: number, n: number, confidence = 0.95): Bounds {
  checkCount(count, n);
  const z = normalQuantile((1 + confidence) / 2);
  const share = count / n;
  const center = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
  // exact at the ends, where rounding would leave 1e-17
  return { low: count === 0 ? 0 : center - half, high: count === n ? 1 : center + half };
}

export interface ProportionDifference {
  /** share(a) − share(b) */
  readonly difference: number;
  readonly interval: Bounds;
}

/**
 * Difference of two independent proportions by Newcombe's hybrid score interval (method 10). Runs that are paired by
 * seed tend to diverge together, which makes it wider than it need be.
 * Source: Newcombe, Statistics in Medicine 17 (1998) 873–890.
 */
export function proportionDifference(
  countA: number,
  nA: number,
  countB: number,
  nB: number,
  confidence = 0.95,
): ProportionDifference {
  const a = proportionInterval(countA, nA, confidence);
  const b = proportionInterval(countB, nB, confidence);
  const shareA = countA / nA;
  const shareB = countB / nB;
  const difference = shareA - shareB;
  return {
    difference,
    interval: {
      low: difference - Math.hypot(shareA - a.low, b.high - shareB),
      high: difference + Math.hypot(a.high - shareA, shareB - b.low),
    },
  };
}

function checkCount(count: number, n: number): void {
  if (!(Number.isInteger(count) && Number.isInteger(n) && count >= 0 && n >= 1 && count <= n)) {
    throw new RangeError(`expected a count from 0 to n and n >= 1, got ${count} of ${n}`);
  }
}
