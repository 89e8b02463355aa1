/** Curves of an arm over its final runs: mean, band and single runs. */
import { type Database, readMetric } from '../../../db/index.ts';
import { FEWEST_FOR_BAND, mean, standardDeviation } from '../../stats/index.ts';
import type { ArmEvidence } from '../evidence.ts';
import type { Line, Point } from './chart.ts';

/** Of a picture of this size: more is no use, and more single runs are a blur. */
export const MEAN_POINTS = 160;
export const RUN_POINTS = 40;
export const MOST_RUNS = 6;

/** Accuracies are drawn as errors in percent: a log axis then shows where the arms part. */
export function asError(metric: string): boolean {
  return metric.endsWith('/accuracy');
}

/** Every run, then the mean and ± 1 standard deviation over the runs that reached a step; [] without a point. */
export function armCurves(db: Database, arm: ArmEvidence, metric: string, slot: number): Line[] {
  const error = asError(metric);
  const runs = arm.runs
    .filter(({ diverged, stalled }) => !diverged && !stalled)
    .flatMap(({ id, seed }): Line[] => {
      const { steps, values } = readMetric(db, id, metric);
      if (steps.length === 0) return [];
      const points = steps.map((step, i): Point => [step, error ? 100 * (1 - values[i]!) : values[i]!]);
      return [{ name: arm.label, slot, faint: true, run: { id, seed }, points }];
    });
  if (runs.length === 0) return [];
  const byStep = new Map<number, number[]>();
  for (const [step, value] of runs.flatMap(({ points }) => points)) {
    if (!Number.isFinite(value)) continue;
    const there = byStep.get(step);
    if (there === undefined) byStep.set(step, [value]);
    else there.push(value);
  }
  const steps = [...byStep].sort(([a], [b]) => a - b);
  const points = steps.map(([step, values]): Point => [step, mean(values)]);
  const bound = (sign: 1 | -1) =>
    steps.map(([, values], i) =>
      values.length < FEWEST_FOR_BAND ? null : points[i]![1] + sign * standardDeviation(values)!,
    );
  return [
    ...runs,
    {
      name: arm.label,
      slot,
      points,
      n: steps.map(([, values]) => values.length),
      ...(runs.length < FEWEST_FOR_BAND ? {} : { band: { low: bound(-1), high: bound(1) } }),
    },
  ];
}

/** Of curves of runs what a picture shows: some of the runs, and of each line so many points. */
export function forPicture(lines: readonly Line[]): readonly Line[] {
  if (!hasRuns(lines)) return lines;
  const drawn = new Map<string, number>();
  return lines.flatMap((line): Line[] => {
    if (line.faint !== true) return [thinned(line, MEAN_POINTS)];
    const before = drawn.get(line.name) ?? 0;
    drawn.set(line.name, before + 1);
    return before < MOST_RUNS ? [thinned(line, RUN_POINTS)] : [];
  });
}

export function hasRuns(lines: readonly Line[]): boolean {
  return lines.some(({ run }) => run !== undefined);
}

function thinned(line: Line, most: number): Line {
  const { points, band, n } = line;
  const kept = thin([...points.keys()], most);
  const at = <T>(items: readonly T[]) => kept.map((i) => items[i]!);
  return {
    ...line,
    points: at(points),
    ...(band === undefined ? {} : { band: { low: at(band.low), high: at(band.high) } }),
    ...(n === undefined ? {} : { n: at(n) }),
  };
}

/** Every so many, the last one always. */
export function thin<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const stride = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * stride)]!);
}
