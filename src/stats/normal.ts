/** Normal and chi-square distributions, by Cephes. */
import { chdtrc, compiled, ndtr, ndtri } from 'cephes';

await compiled;

/** P(Z <= z). */
export function normalProbability(z: number): number {
  return ndtr(z);
}

/** z with P(Z <= z) = `probability`. @throws RangeError outside (0, 1) */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`probability must lie between 0 and 1, got ${probability}`);
  }
  return ndtri(probability);
}

/** P(|Z| >= |z|), the p value of a two-sided test. */
export function normalTwoSidedP(z: number): number {
  return 2 * ndtr(-Math.abs(z));
}

/** P(X >= x) of chi-square. */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  return chdtrc(degreesOfFreedom, x);
}
