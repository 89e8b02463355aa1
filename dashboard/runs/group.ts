/** Rows of the table: groups of runs with the same settings, or single runs; sorted. */
import type { ParameterValue, RunTable } from '../../db/index.ts';
import { mean } from '../../src/stats/index.ts';
import { type Column, compareValues, isMeasuredAtEnd, numbersOf, settingOf } from './columns.ts';

export interface Group {
  /** of the settings grouped by; stable while the settings stay */
  readonly key: string;
  /** indexes in the table of runs */
  readonly members: readonly number[];
}

export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

/** Runs with the same value in each of the columns. */
export function groupRows(table: RunTable, rows: readonly number[], by: readonly Column[]): Group[] {
  const readers = by.map((column) => codeReader(table, column));
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    let key = '';
    for (const read of readers) key += `${read(row)}\u0001`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups].map(([key, members]) => ({ key, members }));
}

function codeReader(table: RunTable, column: Column): (row: number) => string | number {
  if (column.kind === 'parameter') {
    const codes = table.parameters.get(column.key)?.codes;
    return (row) => codes?.[row] ?? 0;
  }
  return (row) => String(settingOf(table, column, row));
}

/** Finite values of the members as they are now, whatever their state. */
export function finiteValues(table: RunTable, column: Column, members: readonly number[]): number[] {
  const read = numbersOf(table, column);
  if (read === null) return [];
  const values: number[] = [];
  for (const row of members) {
    const value = read(row);
    if (value !== null && Number.isFinite(value)) values.push(value);
  }
  return values;
}

/** The value of a run that a mean may take; null: the run has not completed, or has none. null: a column of text. */
export function finalOf(table: RunTable, column: Column): ((row: number) => number | null) | null {
  const read = numbersOf(table, column);
  if (read === null) return null;
  const onlyCompleted = isMeasuredAtEnd(column);
  return (row) => {
    const value = read(row);
    if (value === null || !Number.isFinite(value)) return null;
    return onlyCompleted && table.rows[row]!.status !== 'completed' ? null : value;
  };
}

/** What every mean is over. A run that diverged or stopped half-way has values of another moment: its state is counted. */
export function finalValues(table: RunTable, column: Column, members: readonly number[]): number[] {
  const read = finalOf(table, column);
  return read === null ? [] : members.flatMap((row) => read(row) ?? []);
}

/**
 * By each column in turn: means of metrics, values of settings; what has none comes last either way.
 * @param valuesOf `finiteValues` where each group is a single run, sorted by what it has so far
 */
export function sortGroups(
  table: RunTable,
  groups: readonly Group[],
  sorts: readonly Sort[],
  valuesOf: typeof finalValues = finalValues,
): Group[] {
  const keyed = groups.map((group) => ({
    group,
    keys: sorts.map(({ column }) => sortKey(table, column, group.members, valuesOf)),
  }));
  keyed.sort((a, b) => {
    for (const [i, { descending }] of sorts.entries()) {
      const order = compareValues(a.keys[i] ?? null, b.keys[i] ?? null, descending);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ group }) => group);
}

function sortKey(
  table: RunTable,
  column: Column,
  members: readonly number[],
  valuesOf: typeof finalValues,
): ParameterValue {
  const first = settingOf(table, column, members[0]!);
  if (numbersOf(table, column) === null) return first;
  const values = valuesOf(table, column, members);
  if (values.length > 0) return mean(values);
  // a field of text, of a single run
  return members.length === 1 && typeof first === 'string' ? first : null;
}
