/** Completions of a filter: names, then operators that fit the type, then the values that occur, with their counts. */
import {
  databaseVocabulary,
  isRunField,
  kindOf,
  RUN_FIELD_TYPES,
  RUN_FIELDS,
  type Vocabulary,
} from '../../db/filter/index.ts';
import {
  countTags,
  type Database,
  listMetricDefinitions,
  listSweepNames,
  type RunTable,
  runTable,
} from '../../db/index.ts';
import { CONFIG_KEYS } from '../../src/config/fields.ts';
import { count, unitOf } from '../format.ts';
import { type Expected, nameText, placeOf } from './complete-context.ts';
import { SETTINGS_FIRST } from './settings.ts';

export interface Completion {
  readonly insert: string;
  readonly label: string;
  /** `metric`, `param`, `run`, `value`, … */
  readonly kind: string;
  readonly detail: string;
}

export interface Completions {
  readonly from: number;
  readonly to: number;
  readonly options: readonly Completion[];
}

const MOST_OPTIONS = 12;

export function complete(db: Database, source: string, at: number): Completions {
  const { expected, prefix, from, to } = placeOf(source, at);
  const all = optionsFor(db, expected);
  const wanted = prefix.toLowerCase();
  const starts = all.filter(({ label }) => label.toLowerCase().startsWith(wanted));
  const contains = all.filter(
    ({ label }) => !starts.some((one) => one.label === label) && label.toLowerCase().includes(wanted),
  );
  const options = [...starts, ...contains].filter(
    ({ insert }) => insert.trim() !== source.slice(from, to).trim(),
  );
  return { from, to, options: options.slice(0, MOST_OPTIONS) };
}

function optionsFor(db: Database, expected: Expected): Completion[] {
  switch (expected.kind) {
    case 'name':
      return names(db);
    case 'operator':
      return operators(db, expected.field);
    case 'value':
      return values(db, expected.field);
    case 'joiner':
      return ['and', 'or', 'order by', 'limit'].map((word) => ({
        insert: `${word} `,
        label: word,
        kind: 'word',
        detail: '',
      }));
    case 'direction':
      return ['desc', 'asc'].map((word) => ({ insert: `${word} `, label: word, kind: 'word', detail: '' }));
    case 'nothing':
      return [];
    default:
      throw expected satisfies never;
  }
}

function vocabularyOf(db: Database): Vocabulary {
  return databaseVocabulary(db, CONFIG_KEYS);
}

/** Settings that vary come first: they are what a person asks about. */
function names(db: Database): Completion[] {
  const table = runTable(db);
  const { parameters } = vocabularyOf(db);
  const metrics = listMetricDefinitions(db);
  const used = [...parameters].filter((key) => (table.parameters.get(key)?.values.length ?? 0) > 1);
  const rank = (key: string) =>
    (SETTINGS_FIRST.indexOf(key) + 1 || SETTINGS_FIRST.length + 1) - (valuesOf(table, key) > 1 ? 50 : 0);
  const settings = used.sort((a, b) => rank(a) - rank(b));
  const main = (name: string) => !/_|batch/.test(name.split('/')[0]!);
  const metricOption = ({ name, unit }: (typeof metrics)[number]): Completion => ({
    insert: `${nameText(name)} `,
    label: name,
    kind: 'metric',
    detail: ['last, best, max, min', unitOf(name, unit)].filter(Boolean).join(' · '),
  });
  return [
    ...settings.slice(0, 6).map((key) => parameterOption(table, key)),
    ...metrics.filter(({ name }) => main(name)).map(metricOption),
    ...['status', 'sweep', 'tag', 'seed', 'name'].map(fieldOption),
    ...settings.slice(6).map((key) => parameterOption(table, key)),
    ...RUN_FIELDS.filter((name) => !['status', 'sweep', 'tag', 'seed', 'name'].includes(name)).map(
      fieldOption,
    ),
    ...metrics.filter(({ name }) => !main(name)).map(metricOption),
  ];
}

function fieldOption(name: string): Completion {
  const type = isRunField(name) ? RUN_FIELD_TYPES[name] : 'text';
  return { insert: `${name} `, label: name, kind: 'run', detail: type };
}

function valuesOf(table: RunTable, key: string): number {
  return (table.parameters.get(key)?.values.length ?? 1) - 1;
}

function parameterOption(table: RunTable, key: string): Completion {
  const some = (table.parameters.get(key)?.values ?? []).filter((value) => value !== null);
  const shown = some.slice(0, 5).map(String).join(', ');
  return {
    insert: `${nameText(key)} `,
    label: key,
    kind: 'param',
    detail: shown.length > 60 ? `${some.length} values` : shown + (some.length > 5 ? ', …' : ''),
  };
}

const NUMBER_OPERATORS = ['=', '<', '<=', '>', '>=', '!=', 'in (', 'is null', 'is not null'];
const TEXT_OPERATORS = ['=', '!=', '~', 'in (', 'like', 'is null', 'is not null'];

function operators(db: Database, field: string): Completion[] {
  const list = isNumber(db, field) ? NUMBER_OPERATORS : TEXT_OPERATORS;
  return list.map((operator) => ({
    insert: operator.endsWith('(') ? operator : `${operator} `,
    label: operator,
    kind: 'operator',
    detail: operator === '~' ? 'contains' : '',
  }));
}

function isNumber(db: Database, field: string): boolean {
  if (isRunField(field)) return RUN_FIELD_TYPES[field] !== 'text';
  if (kindOf(field, vocabularyOf(db)) === 'metric') return true;
  const known =
    runTable(db)
      .parameters.get(field)
      ?.values.filter((value) => value !== null) ?? [];
  return known.length > 0 && known.every((value) => typeof value === 'number');
}

/** Values that occur, the most frequent first. */
function values(db: Database, field: string): Completion[] {
  const table = runTable(db);
  const counts = new Map<string | number | boolean, number>();
  const add = (value: string | number | boolean | null | undefined, n = 1) => {
    if (value !== null && value !== undefined) counts.set(value, (counts.get(value) ?? 0) + n);
  };
  if (field === 'tag') for (const { tag, count: n } of countTags(db)) add(tag, n);
  else if (field === 'sweep') for (const { name, count: n } of listSweepNames(db)) add(name, n);
  else if (isRunField(field)) {
    if (RUN_FIELD_TYPES[field] === 'time' || field === 'id') return [];
    for (const row of table.rows) add(row?.[field as 'name']);
  } else {
    const column = table.parameters.get(field);
    if (column === undefined) return [];
    table.rows.forEach((row, i) => {
      if (row !== null) add(column.values[column.codes[i] ?? 0]);
    });
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 200)
    .map(([value, n]) => ({
      insert: `${typeof value === 'string' ? `"${value.replaceAll(/[\\"]/g, '\\$&')}"` : String(value)} `,
      label: String(value),
      kind: 'value',
      detail: `${count(n)} ${n === 1 ? 'run' : 'runs'}`,
    }));
}
