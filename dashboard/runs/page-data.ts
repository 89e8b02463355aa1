/** What the rows of one page need besides the model: curves, tags, number styles. Only for the runs shown. */
import { type Database, lastNoteOf, sparklines, tagsOf } from '../../db/index.ts';
import { headOf, type NumberStyle, numberStyle } from './cell-text.ts';
import { isMeasured, settingOf } from './columns.ts';
import { finiteValues, type Group } from './group.ts';
import { PAGE_ROWS, type RunsModel, SPARK_METRIC } from './model.ts';
import { logError, type SparkScale } from './strip.tsx';
import { viewQuery } from './view.ts';

export interface PageData {
  readonly model: RunsModel;
  readonly groups: readonly Group[];
  /** the view as a query, for links */
  readonly query: string;
  /** of columns of numbers, by name */
  readonly styles: ReadonlyMap<string, NumberStyle>;
  /** settings whose values are all numbers: right-aligned */
  readonly numeric: ReadonlySet<string>;
  readonly tags: ReadonlyMap<number, readonly string[]>;
  readonly notes: ReadonlyMap<number, string>;
  /** mean over the runs, log10 of the error; null: fewer than two points */
  readonly sparkOf: (members: readonly number[]) => Float64Array | null;
  readonly sparkScale: SparkScale | null;
  /** index of the baseline run */
  readonly baseline: number | null;
}

export function pageData(db: Database, model: RunsModel, groups = groupsOfPage(model)): PageData {
  const { table, columns } = model;
  const shown = [...new Set(groups.flatMap(({ members }) => members))];
  const numbers = shown.map((row) => table.rows[row]!.no);
  const kinds = new Set(columns.map(({ kind }) => kind));
  const styles = new Map<string, NumberStyle>();
  const numeric = new Set<string>();
  for (const column of columns) {
    const head = headOf(column, model.metrics);
    if (isMeasured(column))
      styles.set(column.name, numberStyle(column, head, finiteValues(table, column, shown)));
    else if (shown.every((row) => typeof (settingOf(table, column, row) ?? 0) === 'number'))
      numeric.add(column.name);
  }
  const spark = kinds.has('sparkline') ? sparkData(db, model, shown) : { of: () => null, scale: null };
  const baseline = model.view.baseline;
  const at = baseline === null ? -1 : table.rows.findIndex((row) => row?.id === baseline);
  return {
    model,
    groups,
    query: viewQuery({ ...model.view, page: 1 }),
    styles,
    numeric,
    tags: kinds.has('tags') ? tagsOf(db, numbers) : new Map(),
    notes: kinds.has('note') ? lastNoteOf(db, numbers) : new Map(),
    sparkOf: spark.of,
    sparkScale: spark.scale,
    baseline: at === -1 ? null : at,
  };
}

export function groupsOfPage({ groups, view }: RunsModel): readonly Group[] {
  return groups.slice((view.page - 1) * PAGE_ROWS, view.page * PAGE_ROWS);
}

function sparkData(db: Database, { table, vocabulary }: RunsModel, shown: readonly number[]) {
  if (!vocabulary.metrics.has(SPARK_METRIC)) return { of: () => null, scale: null };
  const wanted = shown.map((row) => {
    const { no, status } = table.rows[row]!;
    return { no, running: status === 'running' || status === 'queued' };
  });
  const lines = sparklines(db, SPARK_METRIC, wanted);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const line of lines.values()) {
    for (const value of line) {
      const y = logError(value);
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
  }
  return {
    scale: low <= high ? { low, high } : null,
    of(members: readonly number[]) {
      const found = members.flatMap((row) => lines.get(table.rows[row]!.no) ?? []);
      if (found.length === 0) return null;
      return found[0]!.map((_, i) => logError(found.reduce((sum, line) => sum + line[i]!, 0) / found.length));
    },
  };
}
