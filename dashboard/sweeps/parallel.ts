import type { Factor, Level } from '../../src/stats/index.ts';
import type { ChartSpec, ParallelAxis } from '../charts/spec.ts';
import { counted, isShare } from '../format.ts';
import type { Analysis } from './analysis.ts';
import { isPicked, levelKey, type Pick, rangeOf } from './picks.ts';
import { levelIn, levelName, type Trial, trialsOf } from './values.ts';

/** More axes cannot be told apart on a page. */
const MOST_AXES = 7;
const MOST_LINES = 2000;
/** A level that is picked is marked this far to both sides of its place. */
const HALF_MARK = 0.3;

/** One line a run that has completed, picked or not: its settings, then the metric. null: too little varies. */
export function parallelSpec(
  analysis: Analysis,
): { readonly spec: ChartSpec; readonly lines: number } | null {
  const { whole, view } = analysis;
  const factors = whole.factors.slice(0, MOST_AXES - 1);
  const valued = valuedTrials(analysis).slice(0, MOST_LINES);
  if (factors.length === 0 || valued.length < 2) return null;
  const scale = isShare(view.metric) ? 100 : 1;
  const axes = [...factors.map((factor) => settingAxis(factor, view.picks)), metricAxis(analysis, scale)];
  const lines = valued.map((trial) => [
    ...factors.map((factor) => positionOf(factor, levelIn(trial, factor.name))),
    scale * trial.value!,
  ]);
  const x = { title: '', scale: 'category' } as const;
  return {
    lines: lines.length,
    spec: { x, y: x, series: [{ kind: 'parallel', name: view.metric, axes, lines }] },
  };
}

function valuedTrials({ whole, view }: Analysis): Trial[] {
  return trialsOf(whole, view.metric).filter(({ value }) => value !== null);
}

/** So many numbers that they stand where they lie, and not evenly spaced. */
function isContinuous({ levels }: Factor): boolean {
  return levels.length > 20 && levels.every((level) => typeof level === 'number');
}

/** Settings are shown by their levels, evenly spaced: rates and words alike. */
function settingAxis(factor: Factor, picks: readonly Pick[]): ParallelAxis {
  const { name, levels } = factor;
  const pick = picks.find((one) => one.name === name);
  if (isContinuous(factor)) return { name, title: name, ...ranges(pick, 1) };
  const categories = { categories: levels.map(levelName), keys: levels.map(levelKey) };
  if (pick === undefined) return { name, title: name, ...categories };
  const picked: [number, number][] = [];
  for (const [i, level] of levels.entries()) {
    if (!isPicked(pick, level)) continue;
    const last = picked.at(-1);
    if (last !== undefined && last[1] > i - 1) last[1] = i + HALF_MARK;
    else picked.push([i - HALF_MARK, i + HALF_MARK]);
  }
  return { name, title: name, ...categories, picked };
}

function metricAxis({ view, headOf }: Analysis, factor: number): ParallelAxis {
  const pick = view.picks.find(({ name }) => name === view.metric);
  return { name: view.metric, title: headOf(view.metric), factor, ...ranges(pick, factor) };
}

function ranges(pick: Pick | undefined, factor: number): Partial<ParallelAxis> {
  const picked = (pick?.of ?? []).flatMap((one): [number, number][] => {
    const range = rangeOf(one);
    return range === null ? [] : [[factor * range[0], factor * range[1]]];
  });
  return picked.length === 0 ? {} : { picked };
}

function positionOf(factor: Factor, level: Level): number {
  return isContinuous(factor) ? Number(level) : factor.levels.indexOf(level);
}

export function parallelFootnote(analysis: Analysis): string {
  const { whole } = analysis;
  const valued = valuedTrials(analysis).length;
  const without = whole.rows.length - valued;
  const left = whole.factors.slice(MOST_AXES - 1).map(({ name }) => name);
  return (
    'A line a run, coloured by the last axis. Drag along an axis to see these runs alone in every card; a click on it ' +
    'takes that back.' +
    (without > 0 ? ` ${counted(without, 'run')} without a value are left out.` : '') +
    (valued > MOST_LINES ? ` The first ${MOST_LINES} of ${valued} are drawn; CSV has them all.` : '') +
    (left.length > 0 ? ` Not drawn: ${left.join(', ')}.` : '')
  );
}
