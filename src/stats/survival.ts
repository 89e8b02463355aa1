/**
 * Time to a target that some runs never reach: right-censored at the budget, no run left out.
 * Sources: Kaplan & Meier, JASA 53 (1958); Royston & Parmar, BMC Medical Research Methodology 13 (2013) on the
 * restricted mean; Mantel, Cancer Chemotherapy Reports 50 (1966) on the log-rank test.
 */
import { boundsAround, tCritical } from './critical-values.ts';
import { chiSquareTail } from './normal.ts';
import type { Bounds } from './verdict.ts';

export interface TimeToEvent {
  /** when the target was reached, or how long it was looked for, in steps or any unit */
  readonly time: number;
  /** false: not reached by then */
  readonly reached: boolean;
}

/**
 * Steps to the target, null where it was never reached (a diverged run never reaches it): what a restricted mean
 * averages, min(steps, horizon). With these as final values a contrast on `logMean` is the ratio of restricted means.
 */
export function restrictedTime(steps: number | null, horizon: number): number {
  return steps === null ? horizon : Math.min(steps, horizon);
}

export interface SurvivalStep {
  readonly time: number;
  /** share still without the target after this time */
  readonly survival: number;
  /** runs that had neither reached it nor left before this time */
  readonly atRisk: number;
  readonly reached: number;
}

/** One step for each time at which some run reached the target. @throws RangeError for times that are not finite or < 0 */
export function kaplanMeier(runs: readonly TimeToEvent[]): SurvivalStep[] {
  const bad = runs.find(({ time }) => !(time >= 0 && time < Number.POSITIVE_INFINITY));
  if (bad !== undefined) throw new RangeError(`times must be finite and >= 0, got ${bad.time}`);
  const times = [...new Set(runs.filter(({ reached }) => reached).map(({ time }) => time))].sort(
    (a, b) => a - b,
  );
  let survival = 1;
  return times.map((time) => {
    const atRisk = runs.filter((run) => run.time >= time).length;
    const reached = runs.filter((run) => run.reached && run.time === time).length;
    survival *= 1 - reached / atRisk;
    return { time, survival, atRisk, reached };
  });
}

export interface RestrictedMean {
  /** mean of min(time, horizon): the area under the survival curve up to the horizon */
  readonly mean: number;
  /** of the mean: Greenwood's, times n/(n − 1), so that without early censoring it is that of the sample mean */
  readonly standardError: number;
  readonly n: number;
}

/**
 * @throws RangeError where the curve is not known up to the horizon: the last run left before it without the target
 */
export function restrictedMean(runs: readonly TimeToEvent[], horizon: number): RestrictedMean {
  const last = runs.reduce<TimeToEvent | null>(
    (a, b) => (a === null || b.time > a.time || (b.time === a.time && b.reached) ? b : a),
    null,
  );
  if (last === null || (last.time < horizon && !last.reached)) {
    throw new RangeError(
      `the restricted mean needs runs looked at up to ${horizon}, the last one left at ${last?.time ?? 'no time'}`,
    );
  }
  const steps = kaplanMeier(runs).filter(({ time }) => time < horizon);
  const n = runs.length;
  let mean = 0;
  let variance = 0;
  for (let i = steps.length; i >= 0; i--) {
    // from the end: `mean` is the area from this step to the horizon
    const step = steps[i - 1];
    const until = steps[i]?.time ?? horizon;
    mean += (step?.survival ?? 1) * (until - (step?.time ?? 0));
    if (step !== undefined && step.atRisk > step.reached) {
      variance += mean ** 2 * (step.reached / (step.atRisk * (step.atRisk - step.reached)));
    }
  }
  return { mean, standardError: Math.sqrt((variance * n) / (n - 1)), n };
}

export interface RestrictedMeanComparison {
  readonly difference: number;
  readonly differenceInterval: Bounds;
  /** mean(a) / mean(b) */
  readonly ratio: number;
  readonly ratioInterval: Bounds;
}

/** Two independent groups; t intervals with Welch's degrees of freedom, that of the ratio on the logarithm. */
export function compareRestrictedMeans(
  a: readonly TimeToEvent[],
  b: readonly TimeToEvent[],
  horizon: number,
  confidence = 0.95,
): RestrictedMeanComparison {
  const first = restrictedMean(a, horizon);
  const second = restrictedMean(b, horizon);
  const interval = (center: number, errorA: number, errorB: number) => {
    const variance = errorA ** 2 + errorB ** 2;
    const degrees = variance ** 2 / (errorA ** 4 / (a.length - 1) + errorB ** 4 / (b.length - 1));
    return boundsAround(center, tCritical(confidence, degrees), Math.sqrt(variance));
  };
  const difference = first.mean - second.mean;
  const logRatio = Math.log(first.mean / second.mean);
  const logs = interval(logRatio, first.standardError / first.mean, second.standardError / second.mean);
  return {
    difference,
    differenceInterval: interval(difference, first.standardError, second.standardError),
    ratio: Math.exp(logRatio),
    ratioInterval: { low: Math.exp(logs.low), high: Math.exp(logs.high) },
  };
}

export interface LogRankTest {
  /** 1 degree of freedom */
  readonly chiSquare: number;
  readonly p: number;
  /** reached in `a`, and as many as equal curves would have made expected */
  readonly observed: number;
  readonly expected: number;
}

/** Two-sided test of equal curves; null where no run reached the target, or nothing can vary. */
export function logRankTest(a: readonly TimeToEvent[], b: readonly TimeToEvent[]): LogRankTest | null {
  let observed = 0;
  let expected = 0;
  let variance = 0;
  for (const { time, atRisk, reached } of kaplanMeier([...a, ...b])) {
    const atRiskA = a.filter((run) => run.time >= time).length;
    observed += a.filter((run) => run.reached && run.time === time).length;
    expected += (reached * atRiskA) / atRisk;
    if (atRisk > 1) {
      variance +=
        (reached * atRiskA * (atRisk - atRiskA) * (atRisk - reached)) / (atRisk ** 2 * (atRisk - 1));
    }
  }
  if (variance === 0) return null;
  const chiSquare = (observed - expected) ** 2 / variance;
  return { chiSquare, p: chiSquareTail(chiSquare, 1), observed, expected };
}
