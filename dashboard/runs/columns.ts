/** Columns of the table of runs: where each takes its values from. Names are those of the filter language. */
import { isRunField, kindOf, type Statistic, type Vocabulary } from '../../db/filter/index.ts';
import type { ParameterValue, RunRow, RunTable } from '../../db/index.ts';

/** Fields of a run that make a column; `sweep` and `tag` have several values and are no columns of numbers. */
export type RunColumnName = Exclude<keyof RunRow, 'no'>;

export type Column =
  | { readonly kind: 'run'; readonly name: RunColumnName }
  | { readonly kind: 'parameter'; readonly name: string; readonly key: string }
  | { readonly kind: 'metric'; readonly name: string; readonly key: string; readonly statistic: Statistic }
  /** the course of a metric, and the tags and notes of a run: for looking at, not for sorting */
  | { readonly kind: 'sparkline' | 'tags' | 'note'; readonly name: string };

const CALL = /^(last|best|min|max|param)\((.+)\)$/;

/** null: nothing has that name here */
export function parseColumn(name: string, vocabulary: Vocabulary): Column | null {
  if (name === 'tags' || name === 'note' || name === 'sparkline') return { kind: name, name };
  const [, called, argument] = CALL.exec(name) ?? [];
  if (called === 'param') {
    return vocabulary.parameters.has(argument!) ? { kind: 'parameter', name, key: argument! } : null;
  }
  if (called !== undefined) {
    if (!vocabulary.metrics.has(argument!)) return null;
    return { kind: 'metric', name, key: argument!, statistic: called as Statistic };
  }
  if (isRunField(name)) return name === 'sweep' || name === 'tag' ? null : { kind: 'run', name };
  const kind = kindOf(name, vocabulary);
  if (kind === 'parameter') return { kind, name, key: name };
  if (kind === 'metric') return { kind, name, key: name, statistic: 'last' };
  return null;
}

/** Numbers for sorting and means; null where the column has text. */
export function numbersOf(table: RunTable, column: Column): ((row: number) => number | null) | null {
  if (column.kind === 'metric') {
    const values = table.summary(column.key)[column.statistic];
    return (row) => {
      const value = values[row];
      return value === undefined || Number.isNaN(value) ? null : value;
    };
  }
  if (column.kind === 'run') {
    return (row) => {
      const value = table.rows[row]?.[column.name];
      return typeof value === 'number' ? value : null;
    };
  }
  return null;
}

/** Fields that grow or change until a run ends; when it began, or at which step it diverged, does not. */
const MEASURED_AT_END = new Set<string>([
  'wallMs',
  'samplesPerSecond',
  'peakMemoryBytes',
  'epochsDone',
  'bestEpoch',
]);

/** Comparable among runs only where they have completed. */
export function isMeasuredAtEnd(column: Column): boolean {
  return column.kind === 'metric' || (column.kind === 'run' && MEASURED_AT_END.has(column.name));
}

const CLOCK_TIMES = new Set<string>(['created', 'started', 'finished']);

/** Measurements of a run, which a group shows the mean of; `seed` and `attempt` only tell runs apart. */
export function isMeasured(column: Column): boolean {
  return (
    isMeasuredAtEnd(column) ||
    isClockTime(column) ||
    (column.kind === 'run' && column.name === 'divergedAtStep')
  );
}

/** A spread of them says nothing of a setting: only of when its runs were trained. */
export function isClockTime({ kind, name }: Column): boolean {
  return kind === 'run' && CLOCK_TIMES.has(name);
}

/** The value of a run in a column of settings or fields. */
export function settingOf(table: RunTable, column: Column, row: number): ParameterValue {
  if (column.kind === 'run') return table.rows[row]?.[column.name] ?? null;
  if (column.kind === 'parameter') {
    const found = table.parameters.get(column.key);
    return found === undefined ? null : (found.values[found.codes[row] ?? 0] ?? null);
  }
  return null;
}

/** For sorting: numbers by size, then text, what is unknown last either way. */
export function compareValues(a: ParameterValue, b: ParameterValue, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const sign = descending ? -1 : 1;
  const [x, y] = [asNumber(a), asNumber(b)];
  if (x !== null && y !== null) return sign * (x - y);
  if (x !== null || y !== null) return sign * (x !== null ? -1 : 1);
  return sign * (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
}

function asNumber(value: ParameterValue): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : null;
}
