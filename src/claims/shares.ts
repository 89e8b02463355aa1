/** Differences between shares of runs: their intervals must hold where no run, or every run, failed. */
import { type Bounds, type ContrastEstimate, proportionDifference } from '../stats/index.ts';
import type { HypothesisDefinition } from './definition.ts';
import type { SidesOfStratum } from './sides.ts';

/**
 * The estimate with an interval that is at least Newcombe's for two independent proportions, at the error rate of one of
 * `family` comparisons; other metrics as they are. Resampling and t find no spread in 0 of 15 against 0 of 15 runs, and
 * would call them equal beyond doubt.
 */
export function withShareInterval(
  estimate: ContrastEstimate,
  { metric, better, arm, bases, scale }: HypothesisDefinition,
  rival: string,
  { byArm }: SidesOfStratum,
  family: number,
): ContrastEstimate {
  const share = metric.kind === 'failed' || metric.kind === 'diverged';
  if (!share || scale !== 'difference' || bases !== undefined) return estimate;
  const counted = (id: string) => {
    const values = [...byArm.get(id)!.values.values()].flatMap(({ value }) =>
      value === null ? [] : [value],
    );
    return { count: values.filter((value) => value === 1).length, n: values.length };
  };
  const [ours, theirs] = [counted(arm), counted(rival)];
  if (ours.n === 0 || theirs.n === 0) return estimate;
  const sign = better === 'higher' ? 1 : -1;
  const widened = (bounds: Bounds, confidence: number): Bounds => {
    const { interval } = proportionDifference(ours.count, ours.n, theirs.count, theirs.n, confidence);
    const oriented = sign === 1 ? interval : { low: -interval.high, high: -interval.low };
    return { low: Math.min(bounds.low, oriented.low), high: Math.max(bounds.high, oriented.high) };
  };
  return {
    ...estimate,
    interval95: widened(estimate.interval95, 1 - 0.05 / family),
    interval90: widened(estimate.interval90, 1 - 0.1 / family),
    pointwise95: widened(estimate.pointwise95, 0.95),
    method: 'Newcombe',
  };
}
