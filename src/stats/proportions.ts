/** Rates of an outcome, such as divergence: intervals that hold at 0 and 1, where those of the normal approximation collapse. */
import { normalQuantile } from './normal.ts';
import type { Bounds } from './verdict.ts';

/** Wilson's score interval of a proportion. Source: Wilson, JASA 22 (1927). @throws RangeError unless 0 <= count <= n, n >= 1 */
export function proportionInterval(count: number, n: number, confidence = 0.95): Bounds {
  checkCount(count, n);
  return scoreInterval(count / n, n, confidence);
}

function scoreInterval(share: number, n: number, confidence: number): Bounds {
  const z = normalQuantile((1 + confidence) / 2);
  const center = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
  // exact at the ends, where rounding would leave 1e-17
  return { low: share === 0 ? 0 : center - half, high: share === 1 ? 1 : center + half };
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
  checkCount(countA, nA);
  checkCount(countB, nB);
  const difference = countA / nA - countB / nB;
  return { difference, interval: hybridInterval(countA / nA, nA, countB / nB, nB, confidence) };
}

function hybridInterval(shareA: number, nA: number, shareB: number, nB: number, confidence: number): Bounds {
  const a = scoreInterval(shareA, nA, confidence);
  const b = scoreInterval(shareB, nB, confidence);
  const difference = shareA - shareB;
  return {
    low: difference - Math.hypot(shareA - a.low, b.high - shareB),
    high: difference + Math.hypot(a.high - shareA, shareB - b.low),
  };
}

/**
 * The fewest units a side (2 … most) with which Newcombe's interval of these two shares lies where `decides` wants it;
 * null where `most` do not suffice.
 */
export function unitsToDecide(
  shareA: number,
  shareB: number,
  confidence: number,
  decides: (interval: Bounds) => boolean,
  most = 1000,
): number | null {
  for (let n = 2; n <= most; n++) {
    if (decides(hybridInterval(shareA, n, shareB, n, confidence))) return n;
  }
  return null;
}

/**
 * The least true difference share(a) − share(b) > 0, to a hundredth, that Newcombe's interval excludes 0 for, with an
 * observed difference of at least `margin`, in a share `power` of the samples of `n` units a side; share(b) as given.
 * null: not even share(a) = 1 is seen so often.
 */
export function detectableDifference(
  shareB: number,
  n: number,
  { confidence, margin = 0, power = 0.8 }: { confidence: number; margin?: number; power?: number },
): number | null {
  const counts = Array.from({ length: n + 1 }, (_, count) => count);
  const seen = counts.map((a) =>
    counts.map((b) => {
      const { difference, interval } = proportionDifference(a, n, b, n, confidence);
      return difference >= margin && interval.low > 0;
    }),
  );
  const chancesB = binomial(n, shareB);
  for (let percent = 1; shareB + percent / 100 <= 1 + 1e-9; percent++) {
    const chancesA = binomial(n, Math.min(1, shareB + percent / 100));
    let chance = 0;
    for (const a of counts) for (const b of counts) if (seen[a]![b]) chance += chancesA[a]! * chancesB[b]!;
    if (chance >= power) return percent / 100;
  }
  return null;
}

/** Chances of 0 … n successes. */
function binomial(n: number, share: number): number[] {
  let chances = [1];
  for (let i = 0; i < n; i++) {
    chances = Array.from(
      { length: i + 2 },
      (_, k) => (chances[k] ?? 0) * (1 - share) + (chances[k - 1] ?? 0) * share,
    );
  }
  return chances;
}

function checkCount(count: number, n: number): void {
  if (!(Number.isInteger(count) && Number.isInteger(n) && count >= 0 && n >= 1 && count <= n)) {
    throw new RangeError(`expected a count from 0 to n and n >= 1, got ${count} of ${n}`);
  }
}
