import type { RunRecord } from '../../db/index.ts';
import { RUN_COLUMNS } from './run-columns.ts';

/**
 * A run as one flat object: what it is (times ISO 8601), its parameters, and the last and best value of each metric
 * under the names that a filter uses; `tags` is a list. Keys that clash are `param(name)` and `last(name)`.
 */
export function flattenRun(run: RunRecord): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const { name, type, value } of RUN_COLUMNS) {
    const own = value(run);
    flat[name] = type === 'time' && own !== null ? new Date(Number(own)).toISOString() : own;
  }
  flat.tags = run.tags;
  for (const [key, value] of Object.entries(run.parameters)) {
    flat[key in flat || key in run.summary ? `param(${key})` : key] = value;
  }
  for (const [key, { last, best }] of Object.entries(run.summary)) {
    flat[key in flat ? `last(${key})` : key] = last;
    flat[`best(${key})`] = best;
  }
  return flat;
}
