/** One metric of the runs of a sweep, with the settings that vary: what every card of the page is made of. */
import type { MetricDefinition, RunStatus } from '../../db/index.ts';
import { type Level, type Levels, mean, standardDeviation } from '../../src/stats/index.ts';
import { settingText } from '../format.ts';
import type { SweepWork } from './work.ts';

export interface Trial {
  /** index in the table of runs */
  readonly row: number;
  readonly id: string;
  readonly config: string;
  readonly levels: Levels;
  readonly seed: number | null;
  readonly status: RunStatus;
  /** last value; null: the run has not completed, or has none */
  readonly value: number | null;
}

/** Every run of the sweep. A run that diverged or stopped half-way has values of another moment than the others: none. */
export function trialsOf({ table, rows, levels }: SweepWork, metric: string): Trial[] {
  const { last } = table.summary(metric);
  return rows.map((row) => {
    const { id, configHash, seed, status } = table.rows[row]!;
    const value = last[row]!;
    const known = status === 'completed' && Number.isFinite(value);
    return {
      ...{ row, id, config: configHash ?? id, seed, status },
      levels: levels.get(row)!,
      value: known ? value : null,
    };
  });
}

/** The runs at one place: of a heat map's cell, of a point on a curve. */
export interface Cell {
  readonly mean: number | null;
  /** standard deviation over the runs that have a value; null below two */
  readonly std: number | null;
  /** runs that have a value */
  readonly n: number;
  /** of these runs */
  readonly values: readonly number[];
  /** runs there, finished or not */
  readonly runs: number;
  readonly diverged: number;
  /** queued or running */
  readonly waiting: number;
  /** settings of the config shown where it is the best of several; null: the mean over all of them */
  readonly of: Levels | null;
}

export type Over = 'mean' | 'best';

/** `best`: of the configs there, the one with the best mean over its seeds. */
export function cellOf(trials: readonly Trial[], over: Over, direction: 'min' | 'max'): Cell {
  const chosen = over === 'best' ? bestConfig(trials, direction) : trials;
  const values = chosen.flatMap(({ value }) => (value === null ? [] : [value]));
  const count = (...statuses: RunStatus[]) => trials.filter(({ status }) => statuses.includes(status)).length;
  return {
    mean: values.length === 0 ? null : mean(values),
    std: values.length < 2 ? null : standardDeviation(values),
    n: values.length,
    values,
    runs: chosen.length,
    diverged: count('diverged'),
    waiting: count('queued', 'running'),
    of: over === 'best' ? (chosen[0]?.levels ?? null) : null,
  };
}

function bestConfig(trials: readonly Trial[], direction: 'min' | 'max'): readonly Trial[] {
  const sign = direction === 'max' ? 1 : -1;
  let best: readonly Trial[] = [];
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const members of groupBy(trials, ({ config }) => config).values()) {
    const values = members.flatMap(({ value }) => (value === null ? [] : [value]));
    const score = values.length === 0 ? Number.NEGATIVE_INFINITY : sign * mean(values);
    if (best.length === 0 || score > bestScore) [best, bestScore] = [members, score];
  }
  return best;
}

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

export function levelIn(trial: { readonly levels: Levels }, name: string): Level {
  return trial.levels[name] ?? null;
}

/** Metrics that say how a run went, best known first; layers' telemetry is not for choosing settings by. */
export function mainMetrics(metrics: readonly MetricDefinition[]): string[] {
  return metrics
    .filter(({ name, direction }) => direction !== null && /^(train|validation|test)\//.test(name))
    .map(({ name }) => name)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

const FIRST = ['validation/accuracy', 'validation/loss', 'train/loss', 'train/accuracy'];
function rank(name: string): number {
  const at = FIRST.indexOf(name);
  return at === -1 ? FIRST.length : at;
}

export function levelName(level: Level): string {
  return level === null ? 'none' : level === false ? 'off' : level === true ? 'on' : settingText(level);
}
