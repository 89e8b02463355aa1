/** The heat map of any two settings of a sweep. */
import type { Factor } from '../../src/stats/index.ts';
import { scaleOf } from '../runs/strip.tsx';
import { type Cell, cellOf, groupBy, levelIn, type Over, type Trial } from './values.ts';

export interface HeatMap {
  /** null: only one setting varies */
  readonly rows: Factor | null;
  readonly cols: Factor;
  /** by row, by column; null: no run has these settings */
  readonly cells: readonly (readonly (Cell | null)[])[];
  /** ends of the colours; values beyond are drawn as the end */
  readonly low: number;
  readonly high: number;
  /** column of the best cell of each row; -1: none has a value */
  readonly best: readonly number[];
  /** most runs in a cell: fewer are told with their number */
  readonly planned: number;
  /** settings that are not on the axes */
  readonly others: readonly string[];
}

const SHADES = 9;

/** The learning rate goes across, since it has the most levels and an order. */
export function defaultAxes(factors: readonly Factor[]): { rows: string | null; cols: string | null } {
  const names = factors.map(({ name }) => name);
  const cols = names.includes('learningRate') ? 'learningRate' : (names[1] ?? names[0] ?? null);
  return { rows: names.find((name) => name !== cols) ?? null, cols };
}

/** null: nothing varies */
export function heatMap(
  trials: readonly Trial[],
  factors: readonly Factor[],
  options: {
    readonly rows: string | null;
    readonly cols: string | null;
    readonly over: Over;
    readonly direction: 'min' | 'max';
  },
): HeatMap | null {
  const named = (name: string | null) => factors.find((factor) => factor.name === name) ?? null;
  const defaults = defaultAxes(factors);
  const cols = named(options.cols) ?? named(defaults.cols);
  if (cols === null) return null;
  const asked = named(options.rows) ?? named(defaults.rows);
  const rows = asked === cols ? (factors.find((factor) => factor !== cols) ?? null) : asked;
  const rowLevels = rows?.levels ?? [null];
  const placed = groupBy(trials, (trial) =>
    JSON.stringify([rows === null ? null : levelIn(trial, rows.name), levelIn(trial, cols.name)]),
  );
  const cells = rowLevels.map((row) =>
    cols.levels.map((col) => {
      const members = placed.get(JSON.stringify([row, col]));
      return members === undefined ? null : cellOf(members, options.over, options.direction);
    }),
  );
  const means = cells.flat().flatMap((cell) => (cell?.mean == null ? [] : [cell.mean]));
  const { low, high } = ends(means);
  return {
    ...{ rows, cols, cells, low, high },
    best: cells.map((row) => bestOf(row, options.direction)),
    planned: Math.max(0, ...cells.flat().map((cell) => cell?.runs ?? 0)),
    others: factors.map(({ name }) => name).filter((name) => name !== cols.name && name !== rows?.name),
  };
}

/** Good values crowd at one end; the far tail of the other end shares a colour, as in the strips of the runs table. */
function ends(means: readonly number[]): { low: number; high: number } {
  const scale = scaleOf(means);
  if (scale !== null) return scale;
  return { low: means[0] ?? 0, high: means[0] ?? 1 };
}

function bestOf(row: readonly (Cell | null)[], direction: 'min' | 'max'): number {
  const sign = direction === 'max' ? 1 : -1;
  let best = -1;
  row.forEach((cell, i) => {
    if (cell?.mean == null) return;
    if (best === -1 || sign * cell.mean > sign * row[best]!.mean!) best = i;
  });
  return best;
}

/** 1 to 9: low to high. */
export function shadeOf(value: number, { low, high }: Pick<HeatMap, 'low' | 'high'>): number {
  if (!(high > low)) return 5;
  const share = (value - low) / (high - low);
  return Math.max(1, Math.min(SHADES, 1 + Math.floor(share * SHADES)));
}
