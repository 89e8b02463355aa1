/** One metric of all runs: its summaries as numbers by row, NaN where there is none that is finite. */
import type { Database } from '../database.ts';

export interface SummaryColumn {
  readonly last: Float64Array;
  readonly best: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

interface Rows {
  readonly rows: { readonly length: number };
  readonly indexes: ReadonlyMap<number, number>;
}

type SummaryRow = [
  no: number,
  last: number | null,
  best: number | null,
  min: number | null,
  max: number | null,
];

/**
 * @param numbers runs to read again, null: all
 * @param before the column so far, changed in place where it is large enough
 */
export function loadSummaries(
  db: Database,
  metric: string,
  { rows, indexes }: Rows,
  numbers: readonly number[] | null,
  before: SummaryColumn | undefined,
): SummaryColumn {
  const column = grown(before, rows.length);
  for (const no of numbers ?? []) clear(column, indexes.get(no)!);
  const found = db.client
    .prepare(
      `select run_no, last, best, min, max from run_summary where key_id = (select id from metric_keys where name = ?)
       ${numbers === null ? '' : 'and run_no in (select value from json_each(?))'}`,
    )
    .raw()
    .iterate(metric, ...(numbers === null ? [] : [JSON.stringify(numbers)])) as IterableIterator<SummaryRow>;
  for (const [no, last, best, min, max] of found) {
    const index = indexes.get(no);
    // logged between two reads: the next refresh has it
    if (index === undefined) continue;
    column.last[index] = finite(last);
    column.best[index] = finite(best);
    column.min[index] = finite(min);
    column.max[index] = finite(max);
  }
  return column;
}

function finite(value: number | null): number {
  return value !== null && Number.isFinite(value) ? value : Number.NaN;
}

function clear(column: SummaryColumn, index: number): void {
  for (const values of Object.values(column) as Float64Array[]) values[index] = Number.NaN;
}

function grown(before: SummaryColumn | undefined, size: number): SummaryColumn {
  if (before !== undefined && before.last.length >= size) return before;
  const length = Math.max(1024, 2 ** Math.ceil(Math.log2(size + 1)));
  const one = (old: Float64Array | undefined) => {
    const values = new Float64Array(length).fill(Number.NaN);
    if (old !== undefined) values.set(old);
    return values;
  };
  return { last: one(before?.last), best: one(before?.best), min: one(before?.min), max: one(before?.max) };
}
