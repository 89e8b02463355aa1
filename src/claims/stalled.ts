/**
 * Runs that never learnt: they did not diverge, but ended no better than twice chance (dead ReLUs after a step that was
 * too long, mostly).
 *
 * The mean of an arm that stalls now and then is a mean over two populations, and at 10 or 20 seeds no interval covers
 * it: where no final run happens to stall, nothing in the data tells that some would. So accuracy among the runs that
 * learnt and the share of those that did not are compared apart, both shown, as with divergence.
 */
import type { RunRecord } from '../../db/index.ts';
import type { HypothesisDefinition } from './definition.ts';

const TIMES_CHANCE = 2;

/** Whether the run ended at most at twice chance on the validation images. */
export function hasStalled({ status, summary }: RunRecord, classes: number): boolean {
  const accuracy = summary['validation/accuracy']?.last;
  return (
    status === 'completed' &&
    accuracy !== undefined &&
    accuracy !== null &&
    accuracy <= TIMES_CHANCE / classes
  );
}

/** Whether stalled runs are left out of the values: of results of learning, unless the hypothesis is about them. */
export function leavesOutStalled({ metric, stalled }: HypothesisDefinition): boolean {
  if (stalled !== undefined) return stalled === 'left out';
  if (metric.kind === 'gap') return true;
  return metric.kind === 'metric' && /^(train|validation|test)\/(accuracy|loss)$/.test(metric.name);
}
