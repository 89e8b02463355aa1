/** Charts of the curves, thinned for the wire only after the means are computed. */
import { thinnedIndexes } from '../../src/stats/index.ts';
import { FEWEST_FOR_BAND } from '../charts/few.ts';
import { MOST_LABELS } from '../charts/legend.ts';
import type { ChartSpec, Dots, Line, Point, Series } from '../charts/spec.ts';
import { stepTitle } from '../charts/step-title.ts';
import { isShare, unitOf } from '../format.ts';
import type { GroupCurves, MetricCurves, RunCurve } from './curves.ts';
import { type CompareModel, unitOfMetric } from './model.ts';
import type { XKind } from './view.ts';

export const SYNC = 'compare';
/** Points of one chart that go over the wire, means and single runs. */
const MEAN_POINTS = 16_000;
const RUN_POINTS = 10_000;
/** More of them are a fog. */
const MOST_SINGLES = 300;
/** No line needs more than two points a pixel. */
const MOST_COLUMNS = 600;
const FEWEST_COLUMNS = 20;
const LONGEST_LABEL = 22;
const FEW_POINTS = 12;

export const X_TITLES: Readonly<Record<XKind, string>> = {
  step: 'step',
  epoch: 'epoch',
  time: 'wall time, s',
  samples: 'training samples',
};

export interface DrawnChart {
  readonly curves: MetricCurves;
  readonly spec: ChartSpec;
  /** `percent, log scale` */
  readonly remark: string;
  /** points a line may have at most */
  readonly columns: number;
  /** values that a log axis cannot show */
  readonly notPositive: number;
  readonly singles: 'drawn' | 'too many' | 'none';
}

/** @param named lines carry their names, where there is room */
export function chartOf(model: CompareModel, curves: MetricCurves, named: boolean): DrawnChart {
  const { view, groups } = model;
  const unit = unitOf(curves.name, unitOfMetric(model, curves.metric));
  const log = view.y === 'log';
  const columns = columnsFor(MEAN_POINTS, curves.groups.length);
  const runCount = curves.groups.reduce((sum, { runs }) => sum + runs.length, 0);
  const several = groups.some(({ members }) => members.length > 1);
  const few = view.band !== 'none' && curves.groups.some(({ runs }) => isFew(runs));
  const singles = (view.single || few) && several && runCount <= MOST_SINGLES;
  const labels =
    named && groups.length <= MOST_LABELS && groups.every(({ label }) => label.length <= LONGEST_LABEL);
  const series: Series[] = [];
  if (singles) {
    const each = columnsFor(RUN_POINTS, runCount);
    for (const one of curves.groups) {
      const inBand = view.band === 'none' || !isFew(one.runs);
      if (one.runs.length < 2 || (inBand && !view.single)) continue;
      series.push(...singleLines(model, one, each, inBand ? 'faint' : 'single'));
    }
  }
  for (const one of curves.groups) {
    if (one.smooth !== null) series.push(...rawLine(model, one, columns));
    series.push(meanLine(model, one, columns, labels));
  }
  for (const one of curves.groups) series.push(...crosses(model, one, log));
  const unitWord = unit === '%' ? 'percent' : unit;
  return {
    curves,
    spec: {
      x: { title: view.x === 'step' ? stepTitle(settingsIn(model)) : X_TITLES[view.x], scale: view.xScale },
      y: {
        title: unit === null ? curves.name : `${curves.name}, ${unit}`,
        scale: view.y,
        ...shareBounds(curves, log),
      },
      series,
      sync: SYNC,
    },
    remark: [unitWord, log ? 'log scale' : null].filter((one) => one !== null).join(', '),
    columns,
    notPositive: log ? countNotPositive(curves) : 0,
    singles: (view.single || few) && several ? (singles ? 'drawn' : 'too many') : 'none',
  };
}

function settingsIn({ table, groups }: CompareModel) {
  return groups.flatMap(({ members }) =>
    members.map((row) => (key: string) => {
      const column = table.parameters.get(key);
      return column?.values[column.codes[row] ?? 0];
    }),
  );
}

/** A band may reach beyond what a share can be; the axis does not. */
function shareBounds(curves: MetricCurves, log: boolean): { min?: number; max?: number } {
  if (log || !isShare(curves.metric)) return {};
  const bands = curves.groups.flatMap(({ band, runs }) => (band === null || isFew(runs) ? [] : [band]));
  return {
    ...(bands.some(({ low }) => low.some((value) => value < 0)) ? { min: 0 } : {}),
    ...(bands.some(({ high }) => high.some((value) => value > 100)) ? { max: 100 } : {}),
  };
}

function columnsFor(points: number, lines: number): number {
  return Math.max(FEWEST_COLUMNS, Math.min(MOST_COLUMNS, Math.floor(points / (2 * Math.max(1, lines)))));
}

function colorOf(model: CompareModel, index: number) {
  const { slot, dash, shade } = model.colors.of[index]!;
  return { slot, ...(dash === slot ? {} : { dash }), ...(shade === undefined ? {} : { shade }) };
}

function meanLine(model: CompareModel, curves: GroupCurves, columns: number, label: boolean): Line {
  const { group, index, mean, band, smooth, runs } = curves;
  const y = smooth ?? mean.mean;
  const kept = thinnedIndexes(mean.x, y, columns);
  return {
    kind: 'line',
    name: group.label,
    ...colorOf(model, index),
    weight: 'mean',
    points: kept.map((i): Point => [rounded(mean.x[i]!)!, rounded(y[i]!)]),
    ...(band === null || isFew(runs)
      ? {}
      : {
          band: {
            low: kept.map((i) => rounded(band.low[i]!)),
            high: kept.map((i) => rounded(band.high[i]!)),
          },
        }),
    ...(runs.length > 1 ? { n: kept.map((i) => mean.n[i]!) } : {}),
    ...(kept.length <= FEW_POINTS ? { markers: true } : {}),
    ...(label ? { label: group.label } : {}),
  };
}

/** The mean as it was logged, behind the smoothed one. */
function rawLine(model: CompareModel, { group, index, mean }: GroupCurves, columns: number): Line[] {
  const name = `${group.label}, not smoothed`;
  return [behind(model, index, name, group.label, { x: mean.x, y: mean.mean }, columns)];
}

function singleLines(
  model: CompareModel,
  { group, index, runs }: GroupCurves,
  columns: number,
  weight: 'faint' | 'single',
): Line[] {
  return runs.map((run) => ({
    ...behind(model, index, `${group.label}, ${runName(run)}`, group.label, run, columns),
    weight,
  }));
}

export function isFew(runs: readonly RunCurve[]): boolean {
  return runs.length > 1 && runs.length < FEWEST_FOR_BAND;
}

/** Where the diverged runs of a group end. */
function crosses(model: CompareModel, { group, index, runs }: GroupCurves, log: boolean): Dots[] {
  const ends = runs.flatMap((run) => {
    if (!run.diverged) return [];
    const last = run.y.findLastIndex((value) => Number.isFinite(value) && (!log || value > 0));
    return last === -1 ? [] : [{ run, point: [rounded(run.x[last]!)!, rounded(run.y[last]!)] as const }];
  });
  if (ends.length === 0) return [];
  const { slot, shade } = model.colors.of[index]!;
  return [
    {
      kind: 'dots',
      name: `${group.label}, diverged`,
      group: group.label,
      ...{ slot, symbol: 'cross' },
      ...(shade === undefined ? {} : { shade }),
      points: ends.map(({ point }) => point),
      labels: ends.map(({ run }) => `${group.label}, ${runName(run)}: diverged`),
    },
  ];
}

function behind(
  model: CompareModel,
  index: number,
  name: string,
  group: string,
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
  columns: number,
): Line {
  const points = thinnedIndexes(x, y, columns).map((i): Point => [rounded(x[i]!)!, rounded(y[i]!)]);
  return { kind: 'line', name, group, ...colorOf(model, index), weight: 'faint', points };
}

export function runName({ id, seed }: Pick<RunCurve, 'id' | 'seed'>): string {
  return seed === null ? id : `seed ${seed}`;
}

/** Six digits are more than a screen shows; the CSV has all of them. By arithmetic: toPrecision takes a µs a number. */
function rounded(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  if (value === 0 || Number.isInteger(value)) return value;
  const digits = 5 - Math.floor(Math.log10(Math.abs(value)));
  if (digits > 20) return Number(value.toPrecision(6));
  if (digits <= 0) return Math.round(value);
  const factor = POWERS[digits]!;
  return Math.round(value * factor) / factor;
}

const POWERS = Array.from({ length: 21 }, (_, i) => 10 ** i);

function countNotPositive({ groups }: MetricCurves): number {
  let count = 0;
  for (const { mean } of groups) for (const value of mean.mean) if (value <= 0) count += 1;
  return count;
}
