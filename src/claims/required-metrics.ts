/** Names of logged metrics that a hypothesis reads from a run. */
import type { Metric } from './definition.ts';
import { armsOf, type ClaimPlan, type PlannedArm } from './plan.ts';

export function namesIn(metric: Metric): readonly string[] {
  switch (metric.kind) {
    case 'metric':
    case 'decadesFromOne':
      return [metric.name];
    case 'quotient':
      return [metric.over, metric.under];
    case 'gap':
      return [metric.of, metric.minus];
    case 'timeToTarget':
    case 'sensitivity':
    case 'failedRates':
    case 'failed':
      return ['validation/accuracy'];
    case 'diverged':
    case 'speed':
    case 'epochSeconds':
    case 'computed':
      return [];
    default:
      return metric satisfies never;
  }
}

/** Of all hypotheses that read this arm in its stratum. */
export function loggedMetrics(plan: ClaimPlan, { arm, stratum }: PlannedArm): readonly string[] {
  const names = plan.hypotheses
    .filter((one) => armsOf(one).includes(arm) && (one.strata === undefined || one.strata.includes(stratum)))
    .flatMap(({ metric, metricByArm }) => namesIn(metricByArm?.[arm] ?? metric));
  return [...new Set(names)];
}
