/** Differences between shares of runs: their intervals must hold where no run, or every run, failed. */
import {
  type Bounds,
  type ContrastEstimate,
  detectableDifference,
  proportionDifference,
  unitsToDecide,
} from '../stats/index.ts';
import type { HypothesisDefinition } from './definition.ts';
import type { SidesOfStratum } from './sides.ts';

/** What a comparison of shares says of its size; both from Newcombe's interval. */
export interface SharePrecision {
  /** least difference that would have been called supported with probability 0.8; null: none */
  readonly detectable: number | null;
  /** final seeds a side at which the same shares would be decided; null: more than 1,000 */
  readonly seedsNeeded: number | null;
}

export interface ShareEstimate {
  readonly estimate: ContrastEstimate;
  /** null: of another metric, or where resampling gives the wider interval */
  readonly share: SharePrecision | null;
}

/**
 * The estimate with an interval that is at least Newcombe's for two independent proportions, at the error rate of one of
 * `family` comparisons; other metrics as they are. Resampling and t find no spread in 0 of 15 against 0 of 15 runs, and
 * would call them equal beyond doubt.
 * @param margin the least difference that matters
 */
export function withShareInterval(
  estimate: ContrastEstimate,
  { metric, better, arm, bases, scale }: HypothesisDefinition,
  rival: string,
  { byArm }: SidesOfStratum,
  { family, margin }: { readonly family: number; readonly margin: number },
): ShareEstimate {
  const isShare = metric.kind === 'failed' || metric.kind === 'diverged';
  if (!isShare || scale !== 'difference' || bases !== undefined) return { estimate, share: null };
  const counted = (id: string) => {
    const values = [...byArm.get(id)!.values.values()].flatMap(({ value }) =>
      value === null ? [] : [value],
    );
    return { count: values.filter((value) => value === 1).length, n: values.length };
  };
  // as claimed: the first is said to be the larger
  const [more, less] = better === 'higher' ? [counted(arm), counted(rival)] : [counted(rival), counted(arm)];
  if (more.n === 0 || less.n === 0) return { estimate, share: null };
  const newcombe = (confidence: number) =>
    proportionDifference(more.count, more.n, less.count, less.n, confidence).interval;
  const confidence95 = 1 - 0.05 / family;
  const confidence90 = 1 - 0.1 / family;
  const widened: ContrastEstimate = {
    ...estimate,
    interval95: union(estimate.interval95, newcombe(confidence95)),
    interval90: union(estimate.interval90, newcombe(confidence90)),
    pointwise95: union(estimate.pointwise95, newcombe(0.95)),
  };
  if (!within(estimate.interval95, newcombe(confidence95))) return { estimate: widened, share: null };
  const [high, low] = [more.count / more.n, less.count / less.n];
  const large = Math.abs(high - low) >= margin;
  return {
    estimate: { ...widened, method: 'Newcombe', tuningShare: 0 },
    share: {
      detectable: detectableDifference(low, Math.min(more.n, less.n), { confidence: confidence95, margin }),
      seedsNeeded: unitsToDecide(high, low, large ? confidence95 : confidence90, (interval) =>
        large ? interval.low > 0 || interval.high < 0 : interval.low > -margin && interval.high < margin,
      ),
    },
  };
}

function union(a: Bounds, b: Bounds): Bounds {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

function within(inner: Bounds, outer: Bounds): boolean {
  return inner.low >= outer.low && inner.high <= outer.high;
}
