/** What the runs page shows for a view: which runs, in which groups and columns, in what order. */
import { databaseVocabulary, filterQuery, parseFilter, type Vocabulary } from '../../db/filter/index.ts';
import {
  type Database,
  inferDefinition,
  listMetricDefinitions,
  type MetricDefinition,
  type RunTable,
  runTable,
  selectRunNumbers,
} from '../../db/index.ts';
import { CONFIG_KEYS } from '../../src/config/fields.ts';
import { createCache } from '../cache.ts';
import { type Column, parseColumn } from './columns.ts';
import { finalValues, finiteValues, type Group, groupRows, type Sort, sortGroups } from './group.ts';
import { likeBest } from './like-best.ts';
import { type Settings, settingsOf } from './settings.ts';
import { type Scale, scaleOf } from './strip.tsx';
import type { RunsView } from './view.ts';

export const PAGE_ROWS = 100;
const MOST_SETTING_COLUMNS = 5;
export const MAIN_METRICS = [
  'test/accuracy',
  'validation/accuracy',
  'test/loss',
  'validation/loss',
  'train/loss',
];
export const SPARK_METRIC = 'validation/accuracy';

export interface RunsModel {
  readonly view: RunsView;
  readonly table: RunTable;
  readonly vocabulary: Vocabulary;
  /** direction and unit of every metric, by name */
  readonly metrics: ReadonlyMap<string, MetricDefinition>;
  readonly total: number;
  /** indexes of the runs that match */
  readonly rows: readonly number[];
  readonly settings: Settings;
  /** what the groups are made by; null: rows are single runs */
  readonly groupBy: readonly Column[] | null;
  readonly groups: readonly Group[];
  readonly columns: readonly Column[];
  readonly sorts: readonly Sort[];
  /** the metric of the strip and of the bold values */
  readonly main: Extract<Column, { kind: 'metric' }> | null;
  /** keys of groups that cannot be told from the best */
  readonly likeBest: ReadonlySet<string>;
  readonly scale: Scale | null;
}

const CACHED = 8;
const models = new WeakMap<Database, ReturnType<typeof createCache<RunsModel>>>();

/** @throws FilterError */
export function runsModel(db: Database, view: RunsView): RunsModel {
  const cache = models.get(db) ?? createCache<RunsModel>(CACHED);
  models.set(db, cache);
  const table = runTable(db);
  const { filter, group, sort, columns } = view;
  const key = JSON.stringify([table.version, filter, group, sort, columns]);
  return { ...cache(key, () => build(db, table, view)), view };
}

function build(db: Database, table: RunTable, view: RunsView): RunsModel {
  const vocabulary = databaseVocabulary(db, CONFIG_KEYS);
  const rows = matching(db, table, view.filter, view.group === null);
  const settings = settingsOf(table, rows);
  const groupBy = groupColumns(table, rows, view.group, settings, vocabulary);
  const metrics = new Map(listMetricDefinitions(db).map((one) => [one.name, one]));
  const asked = (view.sort ?? []).flatMap(({ column, descending }): Sort[] => {
    const found = parseColumn(column, vocabulary);
    return found === null ? [] : [{ column: found, descending }];
  });
  const main = mainColumn(table, rows, asked, vocabulary);
  const unsorted =
    groupBy === null
      ? rows.map((row): Group => ({ key: table.rows[row]!.id, members: [row] }))
      : groupRows(table, rows, groupBy);
  // a single run is shown with what it has so far, a group with the mean of what is final
  const valuesOf = groupBy === null ? finiteValues : finalValues;
  const keepsOrder = groupBy === null && asked.length === 0;
  const sorts = keepsOrder || asked.length > 0 ? asked : defaultSorts(main, metrics, groupBy);
  const groups = sorts.length === 0 ? unsorted : sortGroups(table, unsorted, sorts, valuesOf);
  return {
    view,
    table,
    vocabulary,
    metrics,
    total: table.rows.reduce((sum, row) => sum + Number(row !== null), 0),
    rows,
    settings,
    groupBy,
    groups,
    columns: shownColumns(view, vocabulary, settings, groupBy, main, table, rows),
    sorts,
    main,
    likeBest:
      groupBy === null || main === null
        ? new Set()
        : likeBest(table, main, groups, directionOf(main.key, metrics)),
    scale: main === null ? null : scaleOf(valuesOf(table, main, rows)),
  };
}

export function directionOf(metric: string, metrics: ReadonlyMap<string, MetricDefinition>): 'min' | 'max' {
  return (metrics.get(metric) ?? inferDefinition(metric)).direction ?? 'max';
}

/** Indexes of the runs that the filter means, in its order; newest first where it has none. */
export function matching(db: Database, table: RunTable, filter: string, newestFirst: boolean): number[] {
  if (filter === '') {
    const all = table.rows.flatMap((row, i) => (row === null ? [] : i));
    return newestFirst ? all.reverse() : all;
  }
  return selectRunNumbers(db, shownQuery(db, filter, newestFirst)).flatMap((no) => table.indexOf(no) ?? []);
}

/** A limit without an order takes the newest runs, whether the page shows them in groups or one by one. */
export function shownQuery(db: Database, filter: string, newestFirst: boolean) {
  const query = filterQuery(db, filter, { newestFirst });
  return query.limit === undefined ? query : filterQuery(db, filter, { newestFirst: true });
}

/** What runs are grouped by; null: they are not. */
export function groupColumns(
  table: RunTable,
  rows: readonly number[],
  group: RunsView['group'],
  settings: Settings,
  vocabulary: Vocabulary,
): Column[] | null {
  if (group === null) return null;
  if (group !== 'all') {
    return group.flatMap((name) => {
      const column = parseColumn(name, vocabulary);
      return column?.kind === 'parameter' || column?.kind === 'run' ? [column] : [];
    });
  }
  const first = table.rows[rows[0] ?? -1];
  const engines = rows.some((row) => table.rows[row]?.engine !== first?.engine);
  return [
    ...[...settings.varying, ...settings.dependent].map(
      (key): Column => ({ kind: 'parameter', name: key, key }),
    ),
    ...(engines ? [{ kind: 'run', name: 'engine' } as const] : []),
  ];
}

/** The metric of the first sort, else the most telling one that a run has. */
function mainColumn(
  table: RunTable,
  rows: readonly number[],
  sorts: readonly Sort[],
  vocabulary: Vocabulary,
): RunsModel['main'] {
  const sorted = sorts.find(({ column }) => column.kind === 'metric')?.column;
  if (sorted?.kind === 'metric') return sorted;
  for (const name of MAIN_METRICS) {
    if (!vocabulary.metrics.has(name)) continue;
    const column = { kind: 'metric', name, key: name, statistic: 'last' } as const;
    if (finiteValues(table, column, rows).length > 0) return column;
  }
  return null;
}

function defaultSorts(
  main: RunsModel['main'],
  metrics: ReadonlyMap<string, MetricDefinition>,
  groupBy: readonly Column[] | null,
): Sort[] {
  if (main !== null) return [{ column: main, descending: directionOf(main.key, metrics) === 'max' }];
  return (groupBy ?? []).slice(0, 2).map((column) => ({ column, descending: false }));
}

function shownColumns(
  view: RunsView,
  vocabulary: Vocabulary,
  settings: Settings,
  groupBy: readonly Column[] | null,
  main: RunsModel['main'],
  table: RunTable,
  rows: readonly number[],
): Column[] {
  if (view.columns !== null) {
    return view.columns.flatMap((name) => parseColumn(name, vocabulary) ?? []);
  }
  const own =
    view.group === 'all' || view.group === null ? settings.varying.slice(0, MOST_SETTING_COLUMNS) : [];
  const names = [
    ...(groupBy !== null && view.group !== 'all' ? groupBy.map(({ name }) => name) : []),
    ...own,
    ...(groupBy === null ? ['seed'] : []),
    'sparkline',
    ...(main === null ? [] : [main.name]),
    ...companions(main).filter((name) => {
      const column = parseColumn(name, vocabulary);
      return column !== null && finiteValues(table, column, rows).length > 0;
    }),
    'wallMs',
    'tags',
  ];
  return [...new Set(names)].flatMap((name) => parseColumn(name, vocabulary) ?? []);
}

/** The loss beside an accuracy, the accuracy beside a loss. */
function companions(main: RunsModel['main']): string[] {
  if (main === null) return [];
  const split = main.key.split('/')[0]!;
  return [`${split}/accuracy`, `${split}/loss`].filter((name) => name !== main.key);
}

/** The condition alone, for combining with others; '' where there is none. @throws FilterError */
export function conditionOf(db: Database, filter: string) {
  return parseFilter(filter, databaseVocabulary(db, CONFIG_KEYS)).where;
}
