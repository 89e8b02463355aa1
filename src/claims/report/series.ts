/** Curves of an arm over its final runs: mean, band and single runs. */
import { type Database, readMetric } from '../../../db/index.ts';
import { mean, standardDeviation } from '../../stats/index.ts';
import type { ArmEvidence } from '../evidence.ts';
import type { Line, Point } from './chart.ts';

/** More points than this are no use in a figure of this size. */
const MEAN_POINTS = 160;
const FAINT_POINTS = 40;
/** More single runs than this are a blur. */
const FAINT_RUNS = 6;

/** Accuracies are drawn as errors in percent: a log axis then shows where the arms part. */
export function asError(metric: string): boolean {
  return metric.endsWith('/accuracy');
}

/** Mean and ± 1 standard deviation over the runs that reached a step, with some of the runs behind; [] without a point. */
export function armCurves(db: Database, arm: ArmEvidence, metric: string, slot: number): Line[] {
  const error = asError(metric);
  const runs = arm.runs
    .filter(({ diverged, stalled }) => !diverged && !stalled)
    .map(({ id }) => readMetric(db, id, metric))
    .filter(({ steps }) => steps.length > 0)
    .map(({ steps, values }) =>
      steps.map((step, i): Point => [step, error ? 100 * (1 - values[i]!) : values[i]!]),
    );
  if (runs.length === 0) return [];
  const byStep = new Map<number, number[]>();
  for (const [step, value] of runs.flat()) {
    if (!Number.isFinite(value)) continue;
    byStep.set(step, [...(byStep.get(step) ?? []), value]);
  }
  const steps = thin(
    [...byStep.keys()].sort((a, b) => a - b),
    MEAN_POINTS,
  );
  const points = steps.map((step): Point => [step, mean(byStep.get(step)!)]);
  const spread = steps.map((step) => (runs.length < 3 ? 0 : standardDeviation(byStep.get(step)!) || 0));
  const line: Line = {
    name: arm.label,
    slot,
    points,
    band: {
      low: points.map(([, value], i) => value - spread[i]!),
      high: points.map(([, value], i) => value + spread[i]!),
    },
  };
  const faint = runs.slice(0, FAINT_RUNS).map(
    (run): Line => ({
      ...{ name: arm.label, slot, faint: true },
      points: thin(run, FAINT_POINTS),
    }),
  );
  return [...faint, line];
}

/** Every so many, the last one always. */
export function thin<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const stride = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * stride)]!);
}
