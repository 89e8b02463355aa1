/** What the cards of a sweep's page show, as tables for the exporter. Full precision, fractions as fractions. */
import type { ColumnType, Cell as CsvCell } from '../../src/export/index.ts';
import type { Level, Levels } from '../../src/stats/index.ts';
import { csvOf } from '../csv.ts';
import type { Analysis } from './analysis.ts';
import { cellsOver } from './curves.ts';

type Columns = Readonly<Record<string, ColumnType>>;
interface Table {
  readonly columns: Columns;
  readonly rows: readonly (readonly CsvCell[])[];
}

const TABLES = {
  heat: heatTable,
  leaderboard: boardTable,
  sensitivity: sensitivityTable,
  'best-of': bestOfTable,
  importance: importanceTable,
  effects: effectsTable,
  interactions: interactionsTable,
  runs: runsTable,
} satisfies Record<string, (analysis: Analysis) => Table>;
export type CsvTable = keyof typeof TABLES;
export const CSV_TABLES = Object.keys(TABLES) as readonly CsvTable[];

export function sweepCsv(analysis: Analysis, table: CsvTable): string {
  const { columns, rows } = TABLES[table](analysis);
  return csvOf(columns, rows);
}

const NUMBERS = {
  mean: 'number',
  std: 'number',
  n: 'integer',
  runs: 'integer',
  diverged: 'integer',
} as const;

/** What the columns of NUMBERS hold. */
function numbersOf(cell: Readonly<Record<keyof typeof NUMBERS, number | null>>): readonly CsvCell[] {
  return [cell.mean, cell.std, cell.n, cell.runs, cell.diverged];
}

/** A column of a setting holds numbers, words and nothing alike. */
function level(value: Level | undefined): CsvCell {
  return value ?? null;
}

function heatTable({ heat, view }: Analysis): Table {
  const rowName = heat?.rows?.name ?? 'all';
  const columns = {
    [rowName]: 'text',
    [heat?.cols.name ?? 'setting']: 'text',
    metric: 'text',
    ...NUMBERS,
  } as const;
  const rows = (heat?.cells ?? []).flatMap((row, r) =>
    row.flatMap((cell, c) =>
      cell === null
        ? []
        : [[level(heat!.rows?.levels[r]), level(heat!.cols.levels[c]), view.metric, ...numbersOf(cell)]],
    ),
  );
  return { columns, rows };
}

function boardTable({ board }: Analysis): Table {
  const names = [...board.by, ...board.tuned];
  const settings = Object.fromEntries(names.map((name) => [name, 'text' as const]));
  return {
    columns: { rank: 'integer', ...settings, metric: 'text', ...NUMBERS, likeBest: 'boolean' },
    rows: board.rows.map(({ rank, levels, chosen, summary, runs, diverged, likeBest }) => [
      rank,
      ...names.map((name) => level({ ...levels, ...chosen }[name])),
      ...[board.metric, ...numbersOf({ ...summary, runs, diverged }), likeBest],
    ]),
  };
}

function sensitivityTable(analysis: Analysis): Table {
  const { x, color, view } = analysis;
  return {
    columns: { [color?.name ?? 'all']: 'text', [x?.name ?? 'x']: 'number', metric: 'text', ...NUMBERS },
    rows: cellsOver(analysis).flatMap(({ level: of, cells }) =>
      cells.map(({ at, cell }) => [of, at, view.metric, ...numbersOf(cell)]),
    ),
  };
}

function bestOfTable({ deep, view }: Analysis): Table {
  return {
    columns: {
      [deep.bestOf.factor ?? 'all']: 'text',
      k: 'integer',
      metric: 'text',
      expected: 'number',
      low: 'number',
      high: 'number',
      trials: 'integer',
    },
    rows: deep.bestOf.curves.flatMap(({ level: of, trials, points }) =>
      points.map(({ k, expected, interval }) => [
        of,
        k,
        view.metric,
        expected,
        interval.low,
        interval.high,
        trials,
      ]),
    ),
  };
}

function importanceTable({ deep, view }: Analysis): Table {
  return {
    columns: { setting: 'text', with: 'text', metric: 'text', share: 'number', std: 'number' },
    rows: deep.importance.map(({ names, share, std }) => [
      names[0]!,
      names[1] ?? null,
      view.metric,
      share,
      std,
    ]),
  };
}

const INTERVAL = {
  effect: 'number',
  low: 'number',
  high: 'number',
  n: 'integer',
  leftOut: 'integer',
  clear: 'boolean',
} as const;

function effectsTable({ deep, view }: Analysis): Table {
  return {
    columns: { setting: 'text', level: 'text', reference: 'text', metric: 'text', ...INTERVAL },
    rows: (deep.effects?.main ?? []).map(
      ({ factor, level: of, reference, effect, interval, n, missing, clear }) => [
        ...[factor, level(of), level(reference), view.metric],
        ...[effect, interval?.low ?? null, interval?.high ?? null, n, missing, clear],
      ],
    ),
  };
}

function interactionsTable({ deep, view }: Analysis): Table {
  const settings = {
    setting: 'text',
    level: 'text',
    reference: 'text',
    with: 'text',
    withLevel: 'text',
    withReference: 'text',
  } as const;
  return {
    columns: { ...settings, metric: 'text', ...INTERVAL },
    rows: (deep.effects?.interactions ?? []).map(
      ({ factors, levels, references, effect, interval, n, missing, clear }) => [
        ...[
          factors[0],
          level(levels[0]),
          level(references[0]),
          factors[1],
          level(levels[1]),
          level(references[1]),
        ],
        ...[view.metric, effect, interval?.low ?? null, interval?.high ?? null, n, missing, clear],
      ],
    ),
  };
}

/** One row a run: what the parallel coordinates draw. */
function runsTable({ trials, work, view }: Analysis): Table {
  const names = work.factors.map(({ name }) => name);
  const settings = Object.fromEntries(names.map((name) => [name, 'text' as const]));
  return {
    columns: { run: 'text', ...settings, seed: 'integer', status: 'text', [view.metric]: 'number' },
    rows: trials.map(({ id, levels, seed, status, value }) => [
      ...[id, ...names.map((name) => level((levels as Levels)[name])), seed, status, value],
    ]),
  };
}
