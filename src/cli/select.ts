/** The options that say which runs a command is about, the same for every command. */
import type { Command } from 'commander';
import { filterQuery } from '../../db/filter/index.ts';
import { type Database, getSweep, openDatabase, type RunQuery, type RunRecord } from '../../db/index.ts';
import { findFactors, type Level, type Levels } from '../stats/factors.ts';
import type { Context } from './context.ts';
import { settingText } from './format.ts';
import type { Column } from './output.ts';

export interface SelectOptions {
  readonly sweep?: string;
  readonly filter?: string;
}

export const FILTER_HELP = `
Filters:
  optimizer = "adam" and learningRate < 0.01 and test/accuracy > 0.98 order by test/accuracy desc limit 20
  Operators: = != < <= > >=  ~ (contains)  like  in (…)  is null  and or not ( ).  Text stands in quotes.
  Names: id name status seed engine created sweep tag …, parameters, metrics (last value; best(…) min(…) max(…)).`;

/** Adds `--sweep` and `--filter`. */
export function addSelection(command: Command): Command {
  return command
    .option('-s, --sweep <sweep>', 'only runs of this sweep (name or id)')
    .option('-f, --filter <filter>', 'only runs that match, in the order that it says')
    .addHelpText('after', FILTER_HELP);
}

/** @throws FilterError, NotFoundError */
export function selectionOf(
  database: Database,
  options: SelectOptions,
  order: { readonly newestFirst?: boolean } = {},
): RunQuery {
  const sweepId = options.sweep === undefined ? undefined : getSweep(database, options.sweep).id;
  const newestFirst = order.newestFirst === true && sweepId === undefined;
  return { sweepId, ...filterQuery(database, options.filter ?? '', { newestFirst }) };
}

/** Opens a database that must be there, and closes it after the work. `readonly`: an older schema is an error, too. */
export async function withDatabase<T>(
  context: Context,
  work: (database: Database) => T | Promise<T>,
  options: { readonly readonly?: boolean } = {},
): Promise<T> {
  const database = openDatabase(context.db, { create: false, ...options });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** Says nothing to a person that other settings do not say. */
function isShown(key: string, run: Pick<RunRecord, 'parameters'>): boolean {
  if (key === 'layers') return run.parameters.architecture === 'custom';
  return key !== 'dataSha256';
}

/** The settings of a run for grouping. A setting with parts is one setting: `earlyStopping` with its patience. */
export function levelsOf(run: Pick<RunRecord, 'parameters'>): Levels {
  const parts = new Map<string, [string, Level][]>();
  for (const [key, value] of Object.entries(run.parameters)) {
    if (!isShown(key, run)) continue;
    const [head = key, ...rest] = key.split('.');
    parts.set(head, [...(parts.get(head) ?? []), [rest.join('.'), value]]);
  }
  return Object.fromEntries(
    [...parts].map(([head, values]): [string, Level] => {
      const known = values.filter(([, value]) => value !== null);
      if (known.length === 0) return [head, null];
      if (known.length === 1 && known[0]![0] === '') return [head, known[0]![1]];
      // `true` before its parts adds nothing
      const text = known.filter(([name, value]) => !(name === '' && value === true));
      return [head, text.map(([name, value]) => `${name} ${value}`.trim()).join(', ')];
    }),
  );
}

/**
 * A level as short as it can be beside the others of its setting. Of settings with parts only the parts that differ are
 * said: `patience 2` and `patience 5`, or `on` and `off` where one is there or not.
 */
export function levelText(level: Level, levels: readonly Level[]): string {
  const texts = levels.filter((one): one is string => typeof one === 'string' && one.includes(' '));
  if (levels.length < 2 || texts.length === 0 || !texts.every(hasParts)) return settingText(level);
  const short = (text: string) => {
    const isCommon = (part: string) => texts.every((other) => other.split(', ').includes(part));
    const telling = text.split(', ').filter((part) => !part.includes(' ') || !isCommon(part));
    return telling.join(', ') || 'on';
  };
  if (new Set(texts.map(short)).size < texts.length) return settingText(level);
  if (level === false) return 'off';
  return texts.includes(level as string) ? short(level as string) : settingText(level);
}

/** A column of one setting, in as few words as tell its levels apart. */
export function settingColumn<Row>(
  name: string,
  rows: readonly Row[],
  levels: (row: Row) => Levels,
  layout: Pick<Column<Row>, 'align' | 'minWidth' | 'dropOrder'>,
): Column<Row> {
  const byRow = new Map(rows.map((row) => [row, levels(row)[name] ?? null]));
  const all = [...new Set(byRow.values())];
  return { title: name, value: (row) => levelText(byRow.get(row) ?? null, all), ...layout };
}

/** `monitor validation/loss, patience 2`, or `step, warmupSteps 0`, as `levelsOf` writes them. */
function hasParts(text: string): boolean {
  return /^\S+( \S+)?(, \S+ \S+)*$/.test(text);
}

/** Names of the settings that tell the runs apart; those of `order` first, as in a sweep's definition. */
export function distinguishing(runs: readonly RunRecord[], order: readonly string[]): string[] {
  const { factors } = findFactors(runs.map(levelsOf), order);
  return factors.map(({ name }) => name);
}

/** Keys that a sweep's definition varies, in its order. */
export function definitionOrder(definition: unknown): string[] {
  if (typeof definition !== 'object' || definition === null) return [];
  return Object.entries(definition).flatMap(([part, value]): string[] => {
    if (part === 'axes') return Object.keys(value ?? {});
    if (part === 'zip') return [value].flat().flatMap((zip) => Object.keys(zip ?? {}));
    if (part === 'sample') return Object.keys((value as { axes?: object } | null)?.axes ?? {});
    return [];
  });
}

/** Keys whose values a sweep's definition draws. */
export function sampledKeys(definition: unknown): string[] {
  const sample = (definition as { readonly sample?: { readonly axes?: object } } | null)?.sample;
  return Object.keys(sample?.axes ?? {});
}
