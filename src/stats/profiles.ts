/** Performance profiles: how often a method is within a factor of the best, or above a score, over several workloads. */

export interface ProfilePoint {
  /** a factor of the best time (>= 1), or a score */
  readonly threshold: number;
  readonly share: number;
}

/**
 * By method, the share of workloads in which its time is at most `factor` times the best method's.
 * A time of null (target not reached) is within no factor; a workload that no method solves counts against all.
 * Source: Dolan & Moré, Mathematical Programming 91 (2002).
 * @param times by method, then by workload in one order, > 0
 */
export function performanceProfiles(
  times: Readonly<Record<string, readonly (number | null)[]>>,
  factors: readonly number[],
): Record<string, ProfilePoint[]> {
  const methods = Object.entries(times);
  const workloads = methods[0]?.[1].length ?? 0;
  for (const [method, own] of methods) {
    if (own.length !== workloads) {
      throw new RangeError(`"${method}" has times of ${own.length} workloads, expected ${workloads}`);
    }
    const bad = own.find((time) => time !== null && !(time > 0));
    if (bad !== undefined) throw new RangeError(`times must be > 0 or null, got ${bad} ("${method}")`);
  }
  const best = Array.from({ length: workloads }, (_, w) =>
    Math.min(...methods.map(([, own]) => own[w] ?? Number.POSITIVE_INFINITY)),
  );
  return Object.fromEntries(
    methods.map(([method, own]) => [
      method,
      factors.map((threshold) => ({
        threshold,
        // the rounding of factor · best must not lose a time that is exactly at it
        share:
          own.filter((time, w) => time !== null && time <= threshold * best[w]! * (1 + 1e-12)).length /
          workloads,
      })),
    ]),
  );
}

/**
 * Share of runs with a score above each threshold, averaged over workloads; diverged runs (null) are above none.
 * Source: Agarwal et al., NeurIPS 2021 (run-score distributions).
 */
export function scoreProfile(
  scoresByWorkload: readonly (readonly (number | null)[])[],
  thresholds: readonly number[],
): ProfilePoint[] {
  if (scoresByWorkload.length === 0 || scoresByWorkload.some(({ length }) => length === 0)) {
    throw new RangeError('every workload needs at least one run');
  }
  return thresholds.map((threshold) => {
    const shares = scoresByWorkload.map(
      (scores) => scores.filter((score) => score !== null && score > threshold).length / scores.length,
    );
    return { threshold, share: shares.reduce((a, b) => a + b, 0) / shares.length };
  });
}
