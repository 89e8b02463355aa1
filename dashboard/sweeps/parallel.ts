import type { Factor, Level } from '../../src/stats/index.ts';
import type { ChartSpec, ParallelAxis } from '../charts/spec.ts';
import { counted, isShare } from '../format.ts';
import type { Analysis } from './analysis.ts';
import { levelIn, levelName } from './values.ts';

/** More axes cannot be told apart on a page. */
const MOST_AXES = 7;
const MOST_LINES = 2000;

/** One line a run that has completed: its settings, then the metric. null: too little varies. */
export function parallelSpec(
  analysis: Analysis,
): { readonly spec: ChartSpec; readonly lines: number } | null {
  const { work, trials, view, headOf } = analysis;
  const factors = work.factors.slice(0, MOST_AXES - 1);
  const valued = trials.filter(({ value }) => value !== null).slice(0, MOST_LINES);
  if (factors.length === 0 || valued.length < 2) return null;
  const scale = isShare(view.metric) ? 100 : 1;
  const axes = [...factors.map(axisOf), { title: headOf(view.metric) }];
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

/** Settings are shown by their levels, evenly spaced: rates and words alike. */
function axisOf({ name, levels }: Factor): ParallelAxis {
  const numbers = levels.every((level) => typeof level === 'number');
  return numbers && levels.length > 20 ? { title: name } : { title: name, categories: levels.map(levelName) };
}

function positionOf({ levels }: Factor, level: Level): number {
  const numbers = levels.every((one) => typeof one === 'number');
  return numbers && levels.length > 20 ? Number(level) : levels.indexOf(level);
}

export function parallelFootnote({ work, trials }: Analysis): string {
  const valued = trials.filter(({ value }) => value !== null).length;
  const left = work.factors.slice(MOST_AXES - 1).map(({ name }) => name);
  return (
    'A line a run, coloured by the last axis. Drag along an axis to pick runs out; a click on it takes that back.' +
    (trials.length > valued
      ? ` ${counted(trials.length - valued, 'run')} without a value are left out.`
      : '') +
    (valued > MOST_LINES ? ` The first ${MOST_LINES} of ${valued} are drawn; CSV has them all.` : '') +
    (left.length > 0 ? ` Not drawn: ${left.join(', ')}.` : '')
  );
}
