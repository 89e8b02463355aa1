/** The tables of the page for the exporter: one row a group, a setting, or a final value. Fractions as fractions. */
import type { Cell, ColumnType } from '../../src/export/index.ts';
import { describe, meanInterval } from '../../src/stats/index.ts';
import { csvOf } from '../csv.ts';
import { finalOf } from '../runs/group.ts';
import { baselineLabel, settingAt } from './baseline.ts';
import { differingKeys, seedsOf, valuesIn } from './config.ts';
import { finalRows } from './final.ts';
import type { CompareModel } from './model.ts';
import { compareHref } from './view.ts';

interface Table {
  readonly columns: readonly (readonly [name: string, type: ColumnType])[];
  readonly rows: readonly (readonly Cell[])[];
}

const TABLES = {
  groups: groupsTable,
  config: configTable,
  final: finalTable,
} satisfies Record<string, (model: CompareModel) => Table>;
export type CsvTable = keyof typeof TABLES;
export const CSV_TABLES = Object.keys(TABLES) as readonly CsvTable[];

export function compareCsv(model: CompareModel, table: CsvTable): string {
  const { columns, rows } = TABLES[table](model);
  return csvOf(columns, rows);
}

export function tableHref({ view }: CompareModel, table: CsvTable): string {
  return compareHref(view, {}, `/compare/csv/${table}`);
}

function groupsTable(model: CompareModel): Table {
  const { final } = model;
  return {
    columns: [
      ['group', 'text'],
      ['metric', 'text'],
      ...(['mean', 'std', 'standardError', 'ciLow', 'ciHigh', 'min', 'max'] as const).map(
        (name) => [name, 'number'] as const,
      ),
      ['n', 'integer'],
      ['runs', 'integer'],
      ['diverged', 'integer'],
      ['likeBest', 'boolean'],
      ...(model.baseline === null ? [] : [['differenceToBaseline', 'number'] as const]),
    ],
    rows: finalRows(model).map(({ group, values, mean, diverged, like, difference }) => {
      const { std, standardError, min, max, n } = describe(values);
      const interval = meanInterval(values);
      return [
        ...[group.label, final!.key, mean, std, standardError, interval?.low ?? null, interval?.high ?? null],
        ...[min, max, n, group.members.length, diverged, like],
        ...(model.baseline === null ? [] : [difference]),
      ];
    }),
  };
}

/** All settings; several values of a group stand beside each other with a bar between them. */
function configTable(model: CompareModel): Table {
  const { groups, settings, table, baseline } = model;
  const differing = differingKeys(model);
  const keys = [
    ...differing,
    ...settings.same.map(({ key }) => key).filter((key) => !differing.includes(key)),
  ];
  const text = (values: readonly unknown[]) => values.map((value) => value ?? '').join(' | ');
  const pinned = (value: Cell) => (baseline === null ? [] : [value]);
  return {
    columns: [
      ['setting', 'text'],
      ['differs', 'boolean'],
      ...pinned('').map(() => [`baseline: ${baselineLabel(model, baseline!)}`, 'text'] as const),
      ...groups.map(({ label }) => [label, 'text'] as const),
    ],
    rows: [
      ...keys.map((key) => [
        ...[key, differing.includes(key)],
        ...pinned(baseline === null ? null : settingAt(table, key, baseline)),
        ...groups.map((group) => text(valuesIn(model, [group], key))),
      ]),
      [
        ...['seed', true],
        ...pinned(baseline === null ? null : table.rows[baseline]!.seed),
        ...groups.map((group) => text(seedsOf(model, [group]))),
      ],
    ],
  };
}

/** The points of the box plot. */
function finalTable(model: CompareModel): Table {
  const { final, groups, table } = model;
  const read = final === null ? null : finalOf(table, final);
  return {
    columns: [
      ['group', 'text'],
      ['run', 'text'],
      ['seed', 'integer'],
      ['metric', 'text'],
      ['value', 'number'],
    ],
    rows: groups.flatMap(({ label, members }) =>
      members.flatMap((row) => {
        const value = read?.(row) ?? null;
        const { id, seed } = table.rows[row]!;
        return value === null ? [] : [[label, id, seed, final!.key, value]];
      }),
    ),
  };
}
