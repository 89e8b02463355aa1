/** What a chart's footnote says: line, band, n, what was left out, smoothing, points drawn. */
import { FEWEST_FOR_BAND } from '../charts/few.ts';
import { count, counted } from '../format.ts';
import { type DrawnChart, isFew } from './charts.ts';
import type { GroupCurves } from './curves.ts';
import type { CompareModel } from './model.ts';
import type { CompareView } from './view.ts';

export const BAND_WORDS: Readonly<Record<CompareView['band'], string>> = {
  std: '± 1 std over the runs',
  se: '± 1 standard error',
  ci: '95 % CI of the mean (t)',
  range: 'min to max',
  none: 'none',
};
const UNITS: Readonly<Record<CompareView['x'], string>> = {
  step: 'steps',
  epoch: 'epochs',
  time: 's',
  samples: 'samples',
};
const MOST_FALLS = 2;

export function footnoteOf(model: CompareModel, chart: DrawnChart): string {
  const { view } = model;
  const { curves } = chart;
  const grouped = curves.groups.some(({ group }) => group.members.length > 1);
  const runs = curves.groups.reduce((sum, one) => sum + one.runs.length, 0);
  const falls = fallsOf(model, chart);
  const diverged = curves.groups.reduce((sum, one) => sum + divergedIn(one), 0);
  return [
    grouped
      ? `Line: mean of ${range(curves.groups.map((one) => one.runs.length))}. ${bandWords(chart, view.band)}`
      : `Line: each of ${counted(runs, 'run')}.`,
    grouped ? `All ${count(runs)} runs enter the means, none is sampled.` : null,
    chart.singles === 'drawn' && curves.groups.some(({ runs: of }) => isFaint(view, of))
      ? 'Faint: each run.'
      : null,
    chart.singles === 'too many' ? 'Single runs are too many to be drawn behind.' : null,
    ...falls,
    diverged > 0 && !falls.some((text) => text.includes('×'))
      ? `×: the end of ${counted(diverged, 'diverged run')}.`
      : null,
    curves.without > 0 ? `${counted(curves.without, 'run')} did not log this metric.` : null,
    curves.unplaced > 0 ? `${counted(curves.unplaced, 'run')} left out: ${UNPLACED[view.x]}.` : null,
    curves.notFinite > 0 ? `${counted(curves.notFinite, 'value')} not finite, left as gaps.` : null,
    chart.notPositive > 0 ? `${counted(chart.notPositive, 'value')} ≤ 0 not drawn on the log axis.` : null,
    model.running > 0
      ? `${count(model.running)} of ${counted(model.rows.length, 'run')} still running.`
      : null,
    model.queued > 0 ? `${counted(model.queued, 'run')} not begun yet.` : null,
    view.x === 'time' ? 'Wall time: the time of each run, spread evenly over its steps.' : null,
    curves.groups.some(({ mean }) => mean.interpolated)
      ? 'Runs logged at different x: linear between their points.'
      : null,
    view.smooth === 0
      ? 'No smoothing.'
      : `Smoothing of ${grouped ? 'mean and band' : 'the line'}: exponential moving average over ${view.x === 'time' ? 'wall time' : UNITS[view.x]}, half-life ${view.smooth} ${UNITS[view.x]}, bias-corrected; raw line behind.`,
    thinned(chart)
      ? `Drawn from at most ${count(2 * chart.columns)} points a line, the extremes kept.`
      : null,
  ]
    .filter((one) => one !== null)
    .join(' ');
}

/** `Band: ± 1 std over the runs.`, and what stands in its place where the runs are too few for one. */
function bandWords({ curves, singles }: DrawnChart, band: CompareView['band']): string {
  const several = curves.groups.filter(({ runs }) => runs.length > 1);
  const few = band === 'none' ? 0 : several.filter(({ runs }) => isFew(runs)).length;
  const instead = singles === 'drawn' ? 'each run in its place' : 'single runs are too many to be drawn';
  if (few === 0) return `Band: ${BAND_WORDS[band]}.`;
  if (few === several.length) return `No band below ${FEWEST_FOR_BAND} runs: ${instead}.`;
  return `Band: ${BAND_WORDS[band]}; below ${FEWEST_FOR_BAND} runs none, ${instead}.`;
}

function isFaint(view: CompareView, runs: GroupCurves['runs']): boolean {
  return view.single && runs.length > 1 && (view.band === 'none' || !isFew(runs));
}

function divergedIn({ runs }: GroupCurves): number {
  return runs.filter(({ diverged }) => diverged).length;
}

const UNPLACED: Readonly<Record<CompareView['x'], string>> = {
  step: '',
  epoch: 'no epochs were logged',
  time: 'their time is not known',
  samples: 'their batch size is not known',
};

/** `10 runs`, or `2 to 10 runs` */
function range(sizes: readonly number[]): string {
  const known = sizes.filter((size) => size > 0);
  if (known.length === 0) return 'no run';
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return low === high ? counted(high, 'run') : `${low} to ${high} runs`;
}

/** Where runs end early, or faster than others, the mean goes on with those that are left. */
function fallsOf(model: CompareModel, { curves }: DrawnChart): string[] {
  const falls = curves.groups.flatMap(fallOf);
  if (model.view.x === 'time') return falls.length === 0 ? [] : ['n falls where the faster runs end.'];
  const more = falls.length - MOST_FALLS;
  return [
    ...falls.slice(0, MOST_FALLS),
    ...(more > 0 ? [`It falls in ${counted(more, 'more group')}.`] : []),
  ];
}

/** `n of adam · lr 0.1 falls from 10 to 8 after 812.` */
function fallOf(curves: GroupCurves): string[] {
  const { group, mean } = curves;
  const most = mean.n.reduce((a, b) => Math.max(a, b), 0);
  const last = mean.n.at(-1) ?? 0;
  if (last >= most) return [];
  const at = mean.n.lastIndexOf(most);
  const diverged = divergedIn(curves);
  const why = diverged === 0 ? '' : ` (${count(diverged)} diverged, ×)`;
  return [
    `n of ${group.label} falls from ${most} to ${last} after ${Number(mean.x[at]!.toPrecision(6))}${why}.`,
  ];
}

function thinned({ curves, columns }: DrawnChart): boolean {
  return curves.groups.some(({ mean }) => mean.x.length > 2 * columns);
}
