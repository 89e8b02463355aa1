/** Which settings tell a set of runs apart, and which are the same in all of them. */
import type { ParameterValue, RunTable } from '../../db/index.ts';
import { findFactors, type Levels } from '../../src/stats/index.ts';

/** Say nothing to a person that other settings do not say. */
const SILENT = new Set(['layers', 'dataSha256']);

/** What people name first when they describe a training. */
export const SETTINGS_FIRST = [
  'dataset',
  'architecture',
  'optimizer',
  'learningRate',
  'activation',
  'head',
  'momentum',
  'batchNorm',
  'dropout',
  'weightDecay',
  'batchSize',
  'epochs',
  'steps',
  'initializer',
  'schedule',
  'trainSize',
  'pool',
  'augment.shift',
];

export interface Settings {
  /** vary on their own, the most telling first */
  readonly varying: readonly string[];
  /** vary, but are a function of a varying one */
  readonly dependent: readonly string[];
  /** known and the same in every run */
  readonly same: readonly { readonly key: string; readonly value: ParameterValue }[];
}

/** Distinct settings looked at to find what depends on what: enough to tell, few enough to be quick. */
const MOST_COMBINATIONS = 400;

export function settingsOf(table: RunTable, rows: readonly number[]): Settings {
  const first = rows[0];
  if (first === undefined) return { varying: [], dependent: [], same: [] };
  const varying: string[] = [];
  const same: { key: string; value: ParameterValue }[] = [];
  for (const [key, { codes, values }] of table.parameters) {
    if (SILENT.has(key)) continue;
    const code = codes[first] ?? 0;
    const differs = rows.some((row) => (codes[row] ?? 0) !== code);
    const value = values[code] ?? null;
    if (differs) varying.push(key);
    else if (value !== null) same.push({ key, value });
  }
  same.sort((a, b) => rank(a.key) - rank(b.key));
  const { factors, dependent } = findFactors(
    combinations(table, rows, varying),
    [...varying].sort((a, b) => rank(a) - rank(b)),
  );
  const names = factors.map(({ name }) => name);
  return { varying: names, dependent: dependent.map(({ name }) => name), same };
}

function rank(key: string): number {
  const at = SETTINGS_FIRST.indexOf(key);
  return at === -1 ? SETTINGS_FIRST.length : at;
}

/** One row of levels for each combination that occurs. */
function combinations(table: RunTable, rows: readonly number[], keys: readonly string[]): Levels[] {
  const columns = keys.map((key) => table.parameters.get(key)!);
  const seen = new Map<string, number>();
  for (const row of rows) {
    let key = '';
    for (const { codes } of columns) key += `${codes[row] ?? 0},`;
    if (!seen.has(key)) seen.set(key, row);
    if (seen.size >= MOST_COMBINATIONS) break;
  }
  return [...seen.values()].map((row) =>
    Object.fromEntries(keys.map((key, i) => [key, columns[i]!.values[columns[i]!.codes[row] ?? 0] ?? null])),
  );
}
