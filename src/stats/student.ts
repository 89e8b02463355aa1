/** Student's t distribution, by the incomplete beta integral of Cephes (compiled to WebAssembly in the package). */
import { compiled, incbet, incbi } from 'cephes';

await compiled;

/**
 * t with P(T <= t) = `probability` under `degreesOfFreedom` > 0 (fractions allowed, for Welch's test).
 * Relative error below 1e-11 for probabilities in [1e-4, 1 - 1e-4].
 * @throws RangeError
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`probability must lie between 0 and 1, got ${probability}`);
  }
  checkDegrees(degreesOfFreedom);
  if (probability === 0.5) return 0;
  const x = incbi(degreesOfFreedom / 2, 0.5, 2 * Math.min(probability, 1 - probability));
  return Math.sign(probability - 0.5) * Math.sqrt((degreesOfFreedom * (1 - x)) / x);
}

/** P(|T| >= |t|), the p value of a two-sided test. */
export function studentTwoSidedP(t: number, degreesOfFreedom: number): number {
  checkDegrees(degreesOfFreedom);
  if (Number.isNaN(t)) return Number.NaN;
  return incbet(degreesOfFreedom / 2, 0.5, degreesOfFreedom / (degreesOfFreedom + t * t));
}

function checkDegrees(degreesOfFreedom: number): void {
  if (!(degreesOfFreedom > 0 && degreesOfFreedom < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`degreesOfFreedom must be > 0, got ${degreesOfFreedom}`);
  }
}
