/** What an experiment of this size could have seen. */
import { compiled, lgam } from 'cephes';
import { normalProbability } from './normal.ts';

await compiled;

export interface Precision {
  /** of the effect; for n paired values SD / √n */
  readonly standardError: number;
  /** n − 1 for paired values */
  readonly degreesOfFreedom: number;
  /** the interval is effect ± criticalValue · standardError, so that it may be the one of a whole family */
  readonly criticalValue: number;
  /** an estimate below it (>= 0, default 0) supports nothing, whatever its interval */
  readonly margin?: number;
}

/**
 * Probability that a true effect is called supported: that its estimate exceeds both the margin and the critical
 * value times the estimated standard error. Noncentral t where the margin is 0.
 */
export function powerOf(effect: number, precision: Precision): number {
  const { standardError, degreesOfFreedom, criticalValue, margin = 0 } = precision;
  if (!(standardError > 0 && degreesOfFreedom > 0)) {
    throw new RangeError(
      `standardError and degreesOfFreedom must be > 0, got ${standardError} and ${degreesOfFreedom}`,
    );
  }
  // over s, the estimated standard error as a multiple of the true one: ν s² is chi-square with ν degrees of freedom
  const density = scaleDensity(degreesOfFreedom);
  const shift = effect / standardError;
  const least = margin / standardError;
  const power = (s: number) => density(s) * normalProbability(shift - Math.max(criticalValue * s, least));
  // beyond 12 standard deviations of s on either side the density is below 1e-30
  const spread = 12 / Math.sqrt(2 * degreesOfFreedom);
  return simpson(power, Math.max(0, 1 - spread), 1 + spread, 4000);
}

/** The effect that is called supported with probability `power` (default 0.8). */
export function detectableEffect(precision: Precision, power = 0.8): number {
  if (!(power > 0 && power < 1)) throw new RangeError(`power must lie between 0 and 1, got ${power}`);
  const { standardError, criticalValue, margin = 0 } = precision;
  if (!Number.isFinite(criticalValue)) return Number.POSITIVE_INFINITY;
  let low = 0;
  let high = margin + (criticalValue + 1) * standardError;
  while (powerOf(high, precision) < power) high *= 2;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (powerOf(middle, precision) < power) low = middle;
    else high = middle;
  }
  return high;
}

/** Density of √(χ²(ν) / ν). */
function scaleDensity(degrees: number): (s: number) => number {
  const half = degrees / 2;
  const constant = Math.log(2) + half * Math.log(half) - lgam(half);
  const atZero = degrees === 1 ? Math.exp(constant) : 0;
  return (s) => (s <= 0 ? atZero : Math.exp(constant + (degrees - 1) * Math.log(s) - half * s * s));
}

function simpson(f: (x: number) => number, from: number, to: number, intervals: number): number {
  const step = (to - from) / intervals;
  let total = f(from) + f(to);
  for (let i = 1; i < intervals; i++) total += (i % 2 === 1 ? 4 : 2) * f(from + i * step);
  return (total * step) / 3;
}
