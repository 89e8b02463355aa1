/** What a sweep consists of, read from its runs: the settings that vary, and those that do not. */
import {
  type Database,
  type ParameterValue,
  type RunTable,
  runTable,
  type SweepRecord,
  selectRunNumbers,
} from '../../db/index.ts';
import { definitionOrder, levelsOf } from '../../src/cli/select.ts';
import { type Factor, findFactors, type Levels } from '../../src/stats/index.ts';
import { createCache } from '../cache.ts';

export interface SweepWork {
  readonly table: RunTable;
  /** indexes in the table, in the order of the sweep */
  readonly rows: readonly number[];
  /** by index in the table; runs of one config share an object */
  readonly levels: ReadonlyMap<number, Levels>;
  /** settings that vary on their own, in the order of the definition; levels in the order of the runs */
  readonly factors: readonly Factor[];
  /** vary only together with another: the rate that comes with an optimizer */
  readonly dependent: readonly { readonly name: string; readonly of: string }[];
  readonly configs: number;
  readonly seeds: number;
  /** settings that are the same in all runs */
  readonly same: Readonly<Record<string, ParameterValue>>;
  /** budget of a run in epochs; null: it is given in steps */
  readonly epochsOf: (row: number) => number | null;
}

type Shape = Omit<SweepWork, 'table'>;

const shapes = new WeakMap<Database, ReturnType<typeof createCache<Shape>>>();

/** The table changes with every run that ends; what the sweep consists of only when it is extended. */
export function sweepWork(db: Database, sweep: SweepRecord): SweepWork {
  const table = runTable(db);
  const cache = shapes.get(db) ?? createCache<Shape>(8);
  shapes.set(db, cache);
  const rows = selectRunNumbers(db, { sweepId: sweep.id }).flatMap((no) => table.indexOf(no) ?? []);
  const shape = cache(`${sweep.id} ${sweep.hash} ${rows.length} ${rows[0]} ${rows.at(-1)}`, () =>
    shapeOf(table, rows, sweep.definition),
  );
  return { ...shape, table };
}

function shapeOf(table: RunTable, rows: readonly number[], definition: unknown): Shape {
  const byConfig = new Map<string, Levels>();
  const levels = new Map<number, Levels>();
  const seeds = new Set<number | null>();
  for (const row of rows) {
    const { configHash, id, seed } = table.rows[row]!;
    const config = configHash ?? id;
    const known = byConfig.get(config) ?? levelsOf({ parameters: parametersOf(table, row) });
    byConfig.set(config, known);
    levels.set(row, known);
    seeds.add(seed);
  }
  const configs = [...byConfig.values()];
  const { factors, dependent } = findFactors(configs, definitionOrder(definition));
  return {
    rows,
    levels,
    factors: factors.map(({ name, levels: found }) => ({ name, levels: inOrder(found) })),
    dependent,
    configs: byConfig.size,
    seeds: seeds.size,
    same: sameIn(configs),
    epochsOf(row) {
      const column = table.parameters.get('epochs');
      const epochs = column?.values[column.codes[row] ?? 0];
      return typeof epochs === 'number' ? epochs : null;
    },
  };
}

/** Numbers by size; anything else as it came. */
function inOrder(levels: Factor['levels']): Factor['levels'] {
  if (!levels.every((level) => typeof level === 'number' || level === null)) return levels;
  return [...levels].sort(
    (a, b) => Number(a ?? Number.NEGATIVE_INFINITY) - Number(b ?? Number.NEGATIVE_INFINITY),
  );
}

function parametersOf(table: RunTable, row: number): Record<string, ParameterValue> {
  const parameters: Record<string, ParameterValue> = {};
  for (const [key, { codes, values }] of table.parameters) {
    const code = codes[row] ?? 0;
    if (code !== 0) parameters[key] = values[code] ?? null;
  }
  return parameters;
}

function sameIn(configs: readonly Levels[]): Record<string, ParameterValue> {
  const [first = {}] = configs;
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) => configs.every((levels) => levels[key] === value)),
  );
}
