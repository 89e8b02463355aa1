/** The curves of a run as charts: loss and error of all splits together, any other metric on its own. */
import { type Database, inferDefinition, type RunDetail, readMetric } from '../../db/index.ts';
import { withNames } from '../charts/legend.ts';
import type { ChartSpec, Line, Point } from '../charts/spec.ts';
import { stepTitle } from '../charts/step-title.ts';
import { thinPoints } from '../charts/thin.ts';
import { count, isShare, unitOf } from '../format.ts';
import { slotOf } from '../palette.ts';
import { layerMetric, type Split, splitMetric } from './metric-names.ts';

export interface Curves {
  readonly id: string;
  readonly title: string;
  readonly remark: string;
  readonly spec: ChartSpec;
  readonly footnote: string;
  readonly metrics: readonly string[];
}

/** Points of a line that are sent; the chart is some 500 px wide. */
const MOST_POINTS = 1200;
/** Points that have room for a marker each. */
const MOST_MARKERS = 12;
/** Further charts of metrics that a program logged on its own. */
export const MOST_CHARTS = 12;

interface Curve {
  readonly metric: string;
  readonly split: Split | null;
  readonly name: string;
  readonly weight: Line['weight'];
}

interface Chart {
  readonly id: string;
  readonly title: string;
  /** shown instead of the values themselves */
  readonly asError: boolean;
  readonly curves: readonly Curve[];
}

/** Charts of the metrics that have a course: two points at least, or a run that goes on. */
export function curvesOf(db: Database, run: RunDetail): Curves[] {
  return chartsOf(run).map((chart) => build(db, run, chart));
}

/** How many metrics have no chart for want of room. */
export function curvesLeftOut(run: RunDetail): number {
  return Math.max(0, otherMetrics(run).length - MOST_CHARTS);
}

function chartsOf(run: RunDetail): Chart[] {
  const has = (metric: string) => courseOf(run, metric);
  const curve = (metric: string, split: Split, name: string, weight: Line['weight']): Curve[] =>
    has(metric) ? [{ metric, split, name, weight }] : [];
  const loss = [
    ...curve('train/batch_loss', 'train', 'train, single batches', 'thin'),
    ...curve('train/loss', 'train', 'train, mean of the epoch', 'run'),
    ...curve('validation/loss', 'validation', 'validation', 'run'),
  ];
  const error = [
    ...curve('train/accuracy', 'train', 'train, mean of the epoch', 'run'),
    ...curve('validation/accuracy', 'validation', 'validation', 'run'),
  ];
  const others = otherMetrics(run).slice(0, MOST_CHARTS);
  return [
    ...(loss.length === 0 ? [] : [{ id: 'loss', title: 'loss', asError: false, curves: loss }]),
    ...(error.length === 0 ? [] : [{ id: 'error', title: 'error', asError: true, curves: error }]),
    ...others.map(
      (metric, i): Chart => ({
        id: `metric-${i}`,
        title: metric,
        asError: false,
        curves: [{ metric, split: splitMetric(metric)[0], name: metric, weight: 'run' }],
      }),
    ),
  ];
}

const IN_FIXED_CHARTS = new Set([
  ...['train/batch_loss', 'train/loss', 'validation/loss', 'train/accuracy', 'validation/accuracy'],
  'epoch',
]);

function otherMetrics(run: RunDetail): string[] {
  return Object.keys(run.summary)
    .filter((metric) => !IN_FIXED_CHARTS.has(metric) && layerMetric(metric) === null)
    .filter((metric) => courseOf(run, metric));
}

function courseOf(run: RunDetail, metric: string): boolean {
  const found = run.summary[metric];
  return found !== undefined && (found.count > 1 || (run.status === 'running' && !/^test\//.test(metric)));
}

function build(db: Database, run: RunDetail, chart: Chart): Curves {
  const [first] = chart.curves;
  const share = isShare(first!.metric);
  const shown = (value: number) => (chart.asError ? 100 * (1 - value) : share ? 100 * value : value);
  const drawn = chart.curves.map((curve) => {
    const { steps, values } = readMetric(db, run.id, curve.metric);
    return { curve, stored: steps.length, points: thinPoints(steps, values, MOST_POINTS, shown) };
  });
  // a logarithmic axis has no place for zero or less
  const log =
    (chart.asError || chart.id === 'loss') &&
    drawn.some(({ points }) => points.some(([, y]) => y !== null && y > 0));
  const unit = chart.asError
    ? '%'
    : chart.id === 'loss'
      ? unitOf('train/loss', null)
      : unitOf(first!.metric, inferDefinition(first!.metric).unit);
  const series = drawn.map(({ curve, points }): Line => {
    const slot = slotOf('split', curve.split ?? 'train');
    const label = labelOf(curve, chart.curves);
    return {
      kind: 'line',
      name: curve.name,
      slot,
      points,
      weight: curve.weight,
      ...(label !== null && { label }),
      ...(curve.weight !== 'thin' && points.length <= MOST_MARKERS && { markers: true }),
    };
  });
  return {
    id: chart.id,
    title: chart.title,
    remark: [unit, log ? 'log scale' : null].filter(Boolean).join(', '),
    metrics: chart.curves.map(({ metric }) => metric),
    spec: {
      x: { title: stepTitle([(key) => run.parameters[key]]), scale: 'linear', min: 0 },
      y: {
        title: unit === null ? chart.title : `${chart.title}, ${unit}`,
        scale: log ? 'log' : 'linear',
      },
      ...withNames(series),
      sync: 'run',
      marks: marksOf(run),
    },
    footnote: footnoteOf(
      drawn.map(({ curve, stored, points }) => ({ name: curve.name, stored, points })),
      log,
    ),
  };
}

/** A word at the end of each line, where there are several; the mean of the epoch needs none beside its batches. */
function labelOf(curve: Curve, all: readonly Curve[]): string | null {
  if (all.length === 1) return null;
  const same = all.filter(({ split }) => split === curve.split);
  return same.at(-1) === curve ? (curve.split ?? curve.name) : null;
}

function marksOf(run: RunDetail): NonNullable<ChartSpec['marks']> {
  return run.divergedAtStep === null ? [] : [{ x: run.divergedAtStep, label: 'diverged' }];
}

interface Drawn {
  readonly name: string;
  readonly stored: number;
  readonly points: readonly Point[];
}

/** What each line is, that nothing is smoothed, and what was left out. */
function footnoteOf(drawn: readonly Drawn[], log: boolean): string {
  const lines = drawn.map(({ name, stored, points }) => {
    const of =
      points.length < stored ? `, smallest and largest of each ${count(stored / (points.length / 2))}` : '';
    return `${name}: ${count(points.length)} of ${count(stored)} points${of}`;
  });
  const hidden = log
    ? drawn.reduce((sum, { points }) => sum + points.filter(([, y]) => y !== null && y <= 0).length, 0)
    : 0;
  const below = hidden === 0 ? '' : ` ${count(hidden)} points at zero have no place on a log axis.`;
  return `${lines.join('; ')}. No smoothing.${below}`;
}
