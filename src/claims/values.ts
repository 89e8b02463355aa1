/** The number that a hypothesis reads from a run. */
import { type Database, type RunRecord, readMetric } from '../../db/index.ts';
import { restrictedTime } from '../stats/index.ts';
import type { RunMetric } from './definition.ts';
import { hasStalled } from './stalled.ts';

export interface RunValue {
  /** null: diverged, or not logged; counted, never averaged */
  readonly value: number | null;
  /** of a time to target: the target was not reached within the budget */
  readonly censored: boolean;
}

export interface ValueContext {
  readonly db: Database;
  /** of a time to target; null for other metrics */
  readonly target: number | null;
  /** updates of the whole budget */
  readonly totalSteps: number;
  /** of the dataset */
  readonly classes: number;
  /** images trained on */
  readonly trainSize: number;
}

export function runValue(metric: RunMetric, run: RunRecord, context: ValueContext): RunValue {
  const plain = (value: number | null): RunValue => ({ value, censored: false });
  switch (metric.kind) {
    case 'metric':
      return plain(logged(run, metric.name, metric.at ?? 'last', context.db));
    case 'quotient': {
      const over = logged(run, metric.over, metric.at ?? 'last', context.db);
      const under = logged(run, metric.under, metric.at ?? 'last', context.db);
      return plain(over === null || under === null || under === 0 ? null : over / under);
    }
    case 'gap': {
      const of = logged(run, metric.of, 'last', context.db);
      const minus = logged(run, metric.minus, 'last', context.db);
      return plain(of === null || minus === null ? null : of - minus);
    }
    case 'timeToTarget': {
      const step = run.status === 'diverged' ? null : firstStepAt(run, context);
      return { value: restrictedTime(step, context.totalSteps), censored: step === null };
    }
    case 'diverged':
      return plain(run.status === 'diverged' ? 1 : 0);
    case 'failed':
      return plain(run.status === 'diverged' || hasStalled(run, context.classes) ? 1 : 0);
    case 'speed':
      return plain(run.samplesPerSecond);
    case 'epochSeconds':
      return plain(run.samplesPerSecond === null ? null : context.trainSize / run.samplesPerSecond);
    case 'decadesFromOne': {
      const value = logged(run, metric.name, metric.at, context.db);
      return plain(value === null || !(value > 0) ? null : Math.abs(Math.log10(value)));
    }
    default:
      return metric satisfies never;
  }
}

function logged(run: RunRecord, name: string, at: 'last' | 'best' | number, db: Database): number | null {
  const summary = run.summary[name];
  if (run.status !== 'completed' || summary === undefined) return null;
  let value: number | null | undefined;
  if (at === 'last') value = summary.last;
  else if (at === 'best') value = summary.best;
  else {
    const { steps, values } = readMetric(db, run.id, name);
    value = values[steps.indexOf(at)];
  }
  return value === null || value === undefined || !Number.isFinite(value) ? null : value;
}

function firstStepAt(run: RunRecord, { db, target }: ValueContext): number | null {
  const { steps, values } = readMetric(db, run.id, 'validation/accuracy');
  const at = values.findIndex((value) => value >= target!);
  return at === -1 ? null : steps[at]!;
}
