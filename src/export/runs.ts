import {
  type Database,
  iterateRuns,
  type MetricQuery,
  type ParameterValue,
  type RunRecord,
} from '../../db/index.ts';
import { RUN_COLUMNS } from './run-columns.ts';
import {
  type Batch,
  type Cell,
  type ColumnType,
  type ExportColumn,
  type ExportTable,
  toBatch,
} from './table.ts';

const BATCH = 500;

/**
 * One row a run: what it is, its parameters (sorted by name), and of each metric (sorted) the last and the best value
 * as `test/accuracy` and `best(test/accuracy)`, the names that a filter uses. A parameter with the name of a run's own
 * column, or of a metric, is called `param(name)`, as in a filter.
 */
export function runsTable(database: Database, query: MetricQuery = {}): ExportTable {
  // a first pass finds the columns, so that the rows need not be kept
  const seen = new Map<string, ColumnType | null>();
  const metrics = new Set<string>();
  let total = 0;
  for (const run of iterateRuns(database, query)) {
    total += 1;
    for (const [key, value] of Object.entries(run.parameters)) {
      const known = seen.get(key) ?? null;
      const type = typeOf(value);
      seen.set(key, known === null || type === null || known === type ? (known ?? type) : 'text');
    }
    for (const metric of Object.keys(run.summary)) if (isMeant(metric, query)) metrics.add(metric);
  }
  const parameterKeys = [...seen.keys()].sort();
  // where every run says null there is nothing to tell the type by
  const types = new Map([...seen].map(([key, type]) => [key, type ?? 'text']));
  const metricKeys = [...metrics].sort();
  const own = new Set(RUN_COLUMNS.map(({ name }) => name));
  const columns: ExportColumn[] = [
    ...RUN_COLUMNS.map(({ name, type }) => ({ name, type })),
    ...parameterKeys.map((key) => ({
      name: own.has(key) || metrics.has(key) ? `param(${key})` : key,
      type: types.get(key)!,
    })),
    ...metricKeys.flatMap((key): ExportColumn[] => [
      { name: own.has(key) ? `last(${key})` : key, type: 'number' },
      { name: `best(${key})`, type: 'number' },
    ]),
  ];
  const row = (run: RunRecord): Cell[] => [
    ...RUN_COLUMNS.map(({ value }) => value(run)),
    ...parameterKeys.map((key) => cell(run.parameters[key], types.get(key)!)),
    ...metricKeys.flatMap((key) => [run.summary[key]?.last ?? null, run.summary[key]?.best ?? null]),
  ];
  return {
    columns,
    total,
    batches: () => inBatches(iterateRuns(database, query), (run) => [row(run)], columns.length),
  };
}

/** One row a run and metric: how many points, last, min, max and best, each with its step. */
export function summaryTable(database: Database, query: MetricQuery = {}): ExportTable {
  const columns: ExportColumn[] = [
    { name: 'run', type: 'text' },
    { name: 'name', type: 'text' },
    { name: 'status', type: 'text' },
    { name: 'configHash', type: 'text' },
    { name: 'seed', type: 'integer' },
    { name: 'engine', type: 'text' },
    { name: 'metric', type: 'text' },
    { name: 'count', type: 'integer' },
    { name: 'nanCount', type: 'integer' },
    { name: 'last', type: 'number' },
    { name: 'lastStep', type: 'integer' },
    { name: 'min', type: 'number' },
    { name: 'minStep', type: 'integer' },
    { name: 'max', type: 'number' },
    { name: 'maxStep', type: 'integer' },
    { name: 'best', type: 'number' },
    { name: 'bestStep', type: 'integer' },
  ];
  const rows = (run: RunRecord): Cell[][] =>
    Object.entries(run.summary)
      .filter(([metric]) => isMeant(metric, query))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([metric, s]) => [
        ...[run.id, run.name, run.status, run.configHash, run.seed, run.engine, metric, s.count, s.nanCount],
        ...[s.last, s.lastStep, s.min, s.minStep, s.max, s.maxStep, s.best, s.bestStep],
      ]);
  return {
    columns,
    total: null,
    batches: () => inBatches(iterateRuns(database, query), rows, columns.length),
  };
}

function isMeant(metric: string, { keys }: MetricQuery): boolean {
  return keys === undefined || keys.includes(metric);
}

function* inBatches(
  runs: Iterable<RunRecord>,
  toRows: (run: RunRecord) => Cell[][],
  width: number,
): Generator<Batch> {
  let rows: Cell[][] = [];
  for (const run of runs) {
    rows.push(...toRows(run));
    if (rows.length >= BATCH) {
      yield toBatch(rows, width);
      rows = [];
    }
  }
  if (rows.length > 0) yield toBatch(rows, width);
}

/** null: says nothing about the type of its column */
function typeOf(value: ParameterValue): ColumnType | null {
  if (value === null) return null;
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'text';
}

/** In a column of mixed types every value is text. */
function cell(value: ParameterValue | undefined, type: ColumnType): Cell {
  if (value === undefined || value === null) return null;
  return type === 'text' ? String(value) : value;
}
