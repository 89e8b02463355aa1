import type { RunFieldName } from './ast.ts';
import { RUN_FIELDS } from './ast.ts';

/** The names that mean something where a filter is asked. */
export interface Vocabulary {
  readonly parameters: ReadonlySet<string>;
  readonly metrics: ReadonlySet<string>;
}

export const RUN_STATUSES = ['queued', 'running', 'completed', 'diverged', 'failed', 'cancelled'] as const;

/** Metrics of every training here: known even where no run has logged one yet. */
export const COMMON_METRICS = [
  'train/loss',
  'train/accuracy',
  'train/penalty',
  'validation/loss',
  'validation/accuracy',
  'test/loss',
  'test/accuracy',
] as const;

export function isRunField(name: string): name is RunFieldName {
  return (RUN_FIELDS as readonly string[]).includes(name);
}

export type NameKind = 'run' | 'parameter' | 'metric';

/**
 * What a bare name stands for: a run's own field first; then, for a name with a slash, a metric before a parameter,
 * for any other a parameter before a metric. Without a vocabulary the slash alone decides. Null: unknown.
 */
export function kindOf(name: string, vocabulary: Vocabulary | null): NameKind | null {
  if (isRunField(name)) return 'run';
  const slash = name.includes('/');
  if (vocabulary === null) return slash ? 'metric' : 'parameter';
  const isMetric = vocabulary.metrics.has(name);
  const isParameter = vocabulary.parameters.has(name);
  if (slash) return isMetric ? 'metric' : isParameter ? 'parameter' : null;
  return isParameter ? 'parameter' : isMetric ? 'metric' : null;
}
