/** What is compared: which runs, in which groups, under which names and colours. */
import { databaseVocabulary, type Vocabulary } from '../../db/filter/index.ts';
import {
  type Database,
  inferDefinition,
  listLoggedMetrics,
  listMetricDefinitions,
  type MetricDefinition,
  type RunRow,
  type RunTable,
  runTable,
} from '../../db/index.ts';
import { CONFIG_KEYS } from '../../src/config/fields.ts';
import type { Column } from '../runs/columns.ts';
import { compareValues, settingOf } from '../runs/columns.ts';
import { finalValues, finiteValues, groupRows, sortGroups } from '../runs/group.ts';
import { directionOf, groupColumns, MAIN_METRICS, matching } from '../runs/model.ts';
import { type Settings, settingsOf } from '../runs/settings.ts';
import { type Colors, colorsOf } from './colors.ts';
import { labelsOf } from './labels.ts';
import type { CompareView } from './view.ts';

/** More lines than this are a blur, and a page that is slow: single runs are grouped, further groups wait. */
export const MOST_LINES = 50;
const FIRST_CHARTS = [
  ['validation/accuracy', 'test/accuracy'],
  ['train/loss', 'loss', 'validation/loss'],
] as const;

export interface ComparedGroup {
  readonly key: string;
  readonly label: string;
  /** indexes in the table of runs */
  readonly members: readonly number[];
}

export interface CompareModel {
  readonly view: CompareView;
  readonly table: RunTable;
  readonly vocabulary: Vocabulary;
  readonly rows: readonly number[];
  readonly settings: Settings;
  /** null: lines are single runs */
  readonly groupBy: readonly Column[] | null;
  /** single runs were asked for, but there are too many */
  readonly regrouped: boolean;
  /** drawn; best first */
  readonly groups: readonly ComparedGroup[];
  /** groups beyond those drawn */
  readonly left: number;
  readonly colors: Colors;
  /** metrics that the runs have logged, and in how many of them */
  readonly logged: readonly { readonly name: string; readonly runs: number }[];
  readonly metrics: ReadonlyMap<string, MetricDefinition>;
  /** of the charts */
  readonly shown: readonly string[];
  /** of table, boxes and the pair; null: none of the runs has a metric */
  readonly final: Extract<Column, { kind: 'metric' }> | null;
  /** row of the run that differences are taken to; null: none is pinned, or it was deleted */
  readonly baseline: number | null;
  /** runs that train now, whose curves grow */
  readonly running: number;
  /** runs that have not begun */
  readonly queued: number;
}

/** @throws FilterError */
export function compareModel(db: Database, view: CompareView): CompareModel {
  const table = runTable(db);
  const vocabulary = databaseVocabulary(db, CONFIG_KEYS);
  const rows = rowsOf(db, table, view);
  const settings = settingsOf(table, rows);
  const regrouped = view.group === null && rows.length > MOST_LINES;
  const group = regrouped ? 'all' : view.group;
  const groupBy = groupColumns(table, rows, group, settings, vocabulary);
  const runs = rows.map((row) => table.rows[row]!);
  const logged = listLoggedMetrics(
    db,
    runs.map(({ no }) => no),
  );
  const metrics = new Map(listMetricDefinitions(db).map((one) => [one.name, one]));
  const final = finalColumn(view, table, rows, logged);
  const all = sorted(table, groupsOf(table, rows, groupBy), groupBy, final, metrics);
  const labels = labelsOf(table, all, groupBy, settings, group !== 'all');
  const groups = all.slice(0, MOST_LINES).map((one, i) => ({ ...one, label: labels[i]! }));
  return {
    view: { ...view, group },
    table,
    vocabulary,
    rows,
    settings,
    groupBy,
    regrouped,
    groups,
    left: all.length - groups.length,
    colors: colorsOf(table, groups, view.color, settings),
    logged,
    metrics,
    shown: shownMetrics(view, logged),
    final,
    baseline: rowOf(table, view.baseline),
    running: runs.filter(({ status }) => status === 'running').length,
    queued: runs.filter(({ status }) => status === 'queued').length,
  };
}

export function unitOfMetric(model: Pick<CompareModel, 'metrics'>, metric: string): string | null {
  return (model.metrics.get(metric) ?? inferDefinition(metric)).unit;
}

export function runsOf(model: Pick<CompareModel, 'table'>, members: readonly number[]): RunRow[] {
  return members.map((row) => model.table.rows[row]!);
}

function rowOf(table: RunTable, id: string | null): number | null {
  const row = id === null ? -1 : table.rows.findIndex((run) => run?.id === id);
  return row === -1 ? null : row;
}

/** Rows of the groups that are drawn. */
export function drawnRows({ groups }: Pick<CompareModel, 'groups'>): number[] {
  return groups.flatMap(({ members }) => members);
}

function rowsOf(db: Database, table: RunTable, { runs, filter }: CompareView): number[] {
  if (runs === null) return matching(db, table, filter ?? '', false);
  const order = new Map(runs.map((id, i) => [id, i]));
  const found: number[] = [];
  table.rows.forEach((row, i) => {
    if (row !== null && order.has(row.id)) found.push(i);
  });
  return found.sort((a, b) => order.get(table.rows[a]!.id)! - order.get(table.rows[b]!.id)!);
}

function groupsOf(table: RunTable, rows: readonly number[], groupBy: readonly Column[] | null) {
  return groupBy === null
    ? rows.map((row) => ({ key: table.rows[row]!.id, members: [row] }))
    : groupRows(table, rows, groupBy);
}

/** Best first, by the final metric; without one by the settings. */
function sorted(
  table: RunTable,
  groups: ReturnType<typeof groupsOf>,
  groupBy: readonly Column[] | null,
  final: CompareModel['final'],
  metrics: CompareModel['metrics'],
) {
  const first = groupBy?.[0];
  if (final !== null) {
    const descending = directionOf(final.key, metrics) === 'max';
    return sortGroups(table, groups, [{ column: final, descending }]);
  }
  if (first === undefined) return groups;
  return [...groups].sort((a, b) =>
    compareValues(settingOf(table, first, a.members[0]!), settingOf(table, first, b.members[0]!), false),
  );
}

function finalColumn(
  view: CompareView,
  table: RunTable,
  rows: readonly number[],
  logged: CompareModel['logged'],
): CompareModel['final'] {
  const known = new Set(logged.map(({ name }) => name));
  const asked = view.final ?? '';
  const column = (key: string) => ({ kind: 'metric', name: key, key, statistic: 'last' }) as const;
  if (known.has(asked)) return column(asked);
  const names = MAIN_METRICS.filter((name) => known.has(name));
  // while nothing has completed, the metric that there will be
  const main = [finalValues, finiteValues].flatMap((valuesOf) =>
    names.filter((name) => valuesOf(table, column(name), rows).length > 0),
  );
  const any = main[0] ?? logged[0]?.name;
  return any === undefined ? null : column(any);
}

function shownMetrics(view: CompareView, logged: CompareModel['logged']): string[] {
  const known = new Set(logged.map(({ name }) => name));
  const asked = (view.metrics ?? []).filter((name) => known.has(name));
  if (asked.length > 0) return asked;
  const first = FIRST_CHARTS.flatMap((names) => names.find((name) => known.has(name)) ?? []);
  return first.length > 0 ? first : logged.slice(0, 2).map(({ name }) => name);
}
