/** The charts of a sweep's page. */

import type { Level } from '../../src/stats/index.ts';
import { FEWEST_FOR_BAND } from '../charts/few.ts';
import { withNames } from '../charts/legend.ts';
import type { ChartSpec, Dots, Line } from '../charts/spec.ts';
import { isShare } from '../format.ts';
import { type Slot, slotOf } from '../palette.ts';
import type { Analysis } from './analysis.ts';
import { type Cell, cellOf, groupBy, levelIn, levelName } from './values.ts';
import type { SweepWork } from './work.ts';

/** Values are drawn in the unit shown: accuracies in percent. */
function factorOf(metric: string): number {
  return isShare(metric) ? 100 : 1;
}

function slotFor({ table }: SweepWork, name: string | null, level: Level): Slot | null {
  if (name === null) return 1;
  const all = (table.parameters.get(name)?.values ?? []).map(String);
  return slotOf(name, String(level), all);
}

/** The cells of the sensitivity curves: by level of the colour, along the setting of the x axis. */
export function cellsOver({ trials, x, color, view, direction }: Analysis): {
  readonly level: Level;
  readonly cells: readonly { readonly at: number; readonly cell: Cell }[];
}[] {
  if (x === null) return [];
  const groups = groupBy(trials, (trial) => (color === null ? null : levelIn(trial, color.name)));
  return (color?.levels ?? [null]).flatMap((level) => {
    const members = groupBy(groups.get(level) ?? [], (trial) => levelIn(trial, x.name));
    const cells = x.levels.flatMap((at) => {
      const there = members.get(at);
      return there === undefined ? [] : [{ at: Number(at), cell: cellOf(there, view.over, direction) }];
    });
    return cells.length === 0 ? [] : [{ level, cells }];
  });
}

export function sensitivitySpec(analysis: Analysis): ChartSpec | null {
  const { x, color, view, work, headOf } = analysis;
  if (x === null) return null;
  const scale = factorOf(view.metric);
  const series = cellsOver(analysis).map(({ level, cells }): Line => {
    const name = color === null ? 'all' : levelName(level);
    const bound = (sign: 1 | -1) =>
      cells.map(({ cell: { mean, std, n } }) =>
        mean === null || std === null || n < FEWEST_FOR_BAND ? null : scale * (mean + sign * std),
      );
    return {
      kind: 'line',
      ...{ name, label: name, slot: slotFor(work, color?.name ?? null, level) },
      points: cells.map(({ at, cell }) => [at, cell.mean === null ? null : scale * cell.mean]),
      band: { low: bound(-1), high: bound(1) },
      n: cells.map(({ cell }) => cell.n),
      weight: 'mean',
      markers: true,
    };
  });
  const positive = x.levels.every((level) => Number(level) > 0);
  const [first = 0, last = 0] = [Number(x.levels[0]), Number(x.levels.at(-1))];
  return {
    x: { title: x.name, scale: positive && last >= 10 * first ? 'log' : 'linear' },
    y: { title: headOf(view.metric), scale: 'linear', ...shareBounds(view.metric, series) },
    ...withNames([...fewRuns(analysis, scale), ...series]),
  };
}

/** The single runs of points that have too few of them for a band. */
function fewRuns(analysis: Analysis, scale: number): Dots[] {
  const { color, work } = analysis;
  return cellsOver(analysis).flatMap(({ level, cells }): Dots[] => {
    const name = color === null ? 'all' : levelName(level);
    const few = cells.filter(({ cell: { n } }) => n > 1 && n < FEWEST_FOR_BAND);
    if (few.length === 0) return [];
    const points = few.flatMap(({ at, cell }) => cell.values.map((value) => [at, scale * value] as const));
    const slot = slotFor(work, color?.name ?? null, level);
    const labels = points.map(() => `${name}, one run`);
    return [
      { kind: 'dots', name: `${name}, single runs`, group: name, slot, symbol: 'ring', points, labels },
    ];
  });
}

/** A band may reach beyond what a share can be; the axis does not. */
function shareBounds(metric: string, series: readonly Line[]): { min?: number; max?: number } {
  if (!isShare(metric)) return {};
  const values = series.flatMap(({ points }) => points.flatMap(([, y]) => y ?? []));
  const low = Math.min(100, ...values);
  // tens below the lowest mean; close up where all are good
  const step = low > 90 ? 2 : 10;
  return { min: Math.max(0, step * Math.floor(low / step)), max: 100 };
}

export function sensitivityFootnote(analysis: Analysis): string {
  const { view, x, color } = analysis;
  const others = analysis.work.factors
    .map(({ name }) => name)
    .filter((name) => name !== x?.name && name !== color?.name);
  const over =
    others.length === 0
      ? ''
      : view.over === 'mean'
        ? ` and ${others.join(', ')}`
        : `, ${others.join(', ')} at the best`;
  const diverged = analysis.trials.filter(({ status }) => status === 'diverged').length;
  return (
    `Line: mean over the seeds${over}; ${bandWords(analysis)} ` +
    (diverged === 0
      ? 'No run diverged.'
      : `${diverged} diverged runs are left out: a line ends where all of them did.`)
  );
}

function bandWords(analysis: Analysis): string {
  const sizes = cellsOver(analysis).flatMap(({ cells }) => cells.map(({ cell }) => cell.n));
  const most = Math.max(0, ...sizes);
  const upTo = `up to ${most} runs a point.`;
  const few = sizes.some((n) => n > 1 && n < FEWEST_FOR_BAND);
  if (!few) return `band: ± 1 std; ${upTo}`;
  if (most < FEWEST_FOR_BAND) return `rings: each run, too few for a band; ${upTo}`;
  return `band: ± 1 std, below ${FEWEST_FOR_BAND} runs rings for each run; ${upTo}`;
}

export function bestOfSpec({ deep, view, work, headOf }: Analysis): ChartSpec | null {
  const { factor, curves } = deep.bestOf;
  if (curves.length === 0) return null;
  const scale = factorOf(view.metric);
  return {
    x: { title: 'trials k', scale: 'log' },
    y: { title: headOf(view.metric), scale: 'linear' },
    ...withNames(
      curves.map(({ level, points }): Line => {
        const name = factor === null ? 'all' : levelName(level);
        const finite = (value: number) => (Number.isFinite(value) ? scale * value : null);
        return {
          kind: 'line',
          ...{ name, label: name, slot: slotFor(work, factor, level) },
          points: points.map(({ k, expected }) => [k, scale * expected]),
          band: {
            low: points.map(({ interval }) => finite(interval.low)),
            high: points.map(({ interval }) => finite(interval.high)),
          },
          weight: 'mean',
          markers: true,
        };
      }),
    ),
  };
}

export function bestOfFootnote({ deep }: Analysis): string {
  const { curves } = deep.bestOf;
  const least = Math.min(...curves.map(({ trials }) => trials));
  const most = Math.max(...curves.map(({ trials }) => trials));
  const n = least === most ? String(least) : `${least} to ${most}`;
  return (
    `Expected best of k runs drawn from the ${n} of each line, settings and seeds alike; k up to half of them. Band: 95 % ` +
    `by resampling.${deep.divergedAtChance > 0 ? ` ${deep.divergedAtChance} diverged runs count as guessing.` : ''}`
  );
}
