/** `--set key=value`: a definition, or a single config, with some of its values replaced. */
import { stableJson } from './canonical.ts';
import { ConfigError, show } from './errors.ts';
import { checkKey, FIELDS, parseField } from './fields.ts';
import type { AxisKey, ConfigKey, RunConfigInput } from './input.ts';
import { entries, isConditional, valueText } from './plan.ts';
import type { SweepDefinition, Zip } from './sweep-definition.ts';

/** Keys whose values are objects, of which `--set` may give one part: `earlyStopping.patience=3`. */
const NESTED = ['augment', 'schedule', 'earlyStopping', 'pretraining'] as const;

type Values = Map<ConfigKey | 'seeds' | 'recording', unknown[]>;

/** A config from `--set` texts alone. @throws ConfigError for a wrong key or value, or several values for a key */
export function inputFromOverrides(texts: readonly string[]): RunConfigInput {
  const input: Record<string, unknown> = {};
  for (const [key, values] of parseOverrides(texts)) {
    if (key === 'seeds' || key === 'recording') {
      throw new ConfigError(`--set ${key}`, 'belongs to a sweep; for one run give `--set seed=N`');
    }
    if (values.length !== 1) {
      const got = values.map(valueText).join(', ');
      throw new ConfigError(
        `--set ${key}`,
        `must have one value for one run, got ${got}; use a sweep for several`,
      );
    }
    input[key] = values[0];
  }
  return input as RunConfigInput;
}

/**
 * A definition with overrides applied: a key's axis is replaced by the values given (its condition is kept), rows of a
 * zip are restricted by its first column, anything else is fixed or becomes an axis. The definition is not changed.
 * @throws ConfigError
 */
export function applyOverrides(definition: SweepDefinition, texts: readonly string[]): SweepDefinition {
  if (texts.length === 0) return definition;
  const overrides = parseOverrides(texts);
  let result = definition;
  for (const [key, values] of overrides) {
    if (key === 'seed') result = { ...result, seeds: values as number[] };
    else if (key === 'seeds') result = { ...result, seeds: { count: values[0] as number } };
    else if (key === 'recording') {
      result = { ...result, recording: { ...result.recording, ...(values[0] as object) } };
    } else result = setKey(result, key, values, overrides);
  }
  return result;
}

function setKey(
  definition: SweepDefinition,
  key: AxisKey,
  values: readonly unknown[],
  overrides: Values,
): SweepDefinition {
  const zips = definition.zip === undefined ? [] : ([definition.zip].flat() as Zip[]);
  const zip = zips.find((one) => one[key] !== undefined);
  if (zip !== undefined) {
    const replaced = restrictZip(zip, key, values, overrides);
    const kept = zips.flatMap((one) => (one === zip ? (replaced ?? withoutColumn(one, key)) : one));
    const { zip: _, ...rest } = definition;
    const changed = kept.length === 0 ? rest : { ...rest, zip: kept.length === 1 ? kept[0]! : kept };
    return replaced === null ? place(changed, key, values) : changed;
  }
  const axis = definition.axes?.[key];
  if (axis !== undefined && isConditional(axis)) {
    const given = axis as { cases?: readonly object[] };
    const changed =
      given.cases === undefined
        ? { ...axis, values }
        : { cases: given.cases.map((one) => ({ ...one, values })) };
    return {
      ...definition,
      axes: { ...definition.axes, [key]: changed } as NonNullable<SweepDefinition['axes']>,
    };
  }
  return place(definition, key, values);
}

/** Where no zip or condition has a say: in its own axis, fixed, or as a new axis. */
function place(definition: SweepDefinition, key: AxisKey, values: readonly unknown[]): SweepDefinition {
  const { [key]: _, ...fixed } = (definition.fixed ?? {}) as Record<string, unknown>;
  const axes = (definition.axes ?? {}) as Record<string, unknown>;
  const sample = definition.sample === undefined ? undefined : withoutSampled(definition.sample, key);
  const { sample: __, ...rest } = definition;
  const base = sample === undefined ? rest : { ...rest, sample };
  if (axes[key] === undefined && values.length === 1) {
    return { ...base, fixed: mergeNested(key, fixed, definition.fixed, values[0]) } as SweepDefinition;
  }
  return { ...base, fixed, axes: { ...axes, [key]: values } } as SweepDefinition;
}

/** `earlyStopping.patience=3` keeps the other parts of a fixed `earlyStopping`. */
function mergeNested(key: AxisKey, fixed: object, before: object | undefined, value: unknown): object {
  const old = (before as Record<string, unknown> | undefined)?.[key];
  const both = isPlainObject(old) && isPlainObject(value) ? { ...old, ...value } : value;
  return { ...fixed, [key]: both };
}

function withoutSampled(sample: NonNullable<SweepDefinition['sample']>, key: AxisKey) {
  const { [key]: _, ...axes } = sample.axes as Record<string, unknown>;
  return Object.keys(axes).length === 0 ? undefined : ({ ...sample, axes } as typeof sample);
}

/**
 * The rows that have one of the values, asked for by the first column, which names the rows. Null where the column is
 * to be replaced as a whole: any other column, or the first where all others are overridden too.
 */
function restrictZip(zip: Zip, key: AxisKey, values: readonly unknown[], overrides: Values): Zip | null {
  const columns = entries(zip) as [AxisKey, readonly unknown[]][];
  if (columns[0]![0] !== key) return null;
  const wanted = new Set(values.map((value) => identity(key, value)));
  const column = zip[key] as readonly unknown[];
  const present = new Set(column.map((value) => identity(key, value)));
  if ([...wanted].every((value) => present.has(value))) {
    const rows = column.flatMap((value, index) => (wanted.has(identity(key, value)) ? [index] : []));
    return Object.fromEntries(columns.map(([name, list]) => [name, rows.map((row) => list[row])])) as Zip;
  }
  const others = columns.filter(([name]) => name !== key && !overrides.has(name)).map(([name]) => name);
  if (others.length === 0) return null;
  const unknown = values.find((value) => !present.has(identity(key, value)));
  throw new ConfigError(
    `--set ${key}`,
    `must be among the values zipped with ${others.join(', ')} (${column.map(valueText).join(', ')}), got ` +
      `${valueText(unknown)}; choose one of them, or also give ${others.map((name) => `--set ${name}=…`).join(' ')}`,
  );
}

/** A zip less one column, rows that became equal merged; no zip where no column is left. */
function withoutColumn(zip: Zip, key: AxisKey): Zip[] {
  const columns = (entries(zip) as [AxisKey, readonly unknown[]][]).filter(([name]) => name !== key);
  if (columns.length === 0) return [];
  const rows = new Map<string, number>();
  columns[0]![1].forEach((_, row) => {
    const id = stableJson(columns.map(([name, list]) => identity(name, list[row])));
    if (!rows.has(id)) rows.set(id, row);
  });
  return [
    Object.fromEntries(
      columns.map(([name, list]) => [name, [...rows.values()].map((row) => list[row])]),
    ) as Zip,
  ];
}

function identity(key: ConfigKey, value: unknown): string {
  return stableJson(parseField(key, value, key));
}

/** The last text for a key wins; parts of a nested key add up. */
function parseOverrides(texts: readonly string[]): Values {
  const overrides: Values = new Map();
  for (const text of texts) {
    const equals = text.indexOf('=');
    const key = text.slice(0, equals).trim();
    if (equals <= 0 || text.slice(equals + 1).trim() === '') {
      throw new ConfigError(
        '',
        `--set must be given as key=value, got ${show(text)}; for example --set optimizer=adam,sgd`,
      );
    }
    const values = splitTopLevel(text.slice(equals + 1)).map(readLiteral);
    const [parent, part] = key.split('.', 2) as [string, string | undefined];
    if (part !== undefined && (parent === 'recording' || (NESTED as readonly string[]).includes(parent))) {
      if (values.length !== 1)
        throw new ConfigError(
          `--set ${key}`,
          `must have one value, got ${values.length}; set the whole of ${parent} instead`,
        );
      const name = parent as 'recording' | (typeof NESTED)[number];
      const before = overrides.get(name)?.[0];
      overrides.set(name, [{ ...(isPlainObject(before) ? before : {}), [part]: values[0]!.value }]);
      continue;
    }
    if (key === 'seeds') {
      overrides.set(key, [parseField('seed', values[0]!.value, '--set seeds')]);
      continue;
    }
    checkKey(key, `--set ${key}`);
    overrides.set(
      key,
      values.map((literal) => checkedValue(key, literal, `--set ${key}`, `--set ${key}=[${literal.text}]`)),
    );
  }
  return overrides;
}

/**
 * The values of a key in a text such as `0.001, 0.01`, `sgd, adam` or `[6, 16]`, read as `--set` reads them.
 * @throws ConfigError at `path`, or at `path[i]` where there are several
 */
export function valuesFromText(key: ConfigKey, text: string, path: string): unknown[] {
  const literals = splitTopLevel(text).map(readLiteral);
  return literals.map((literal, i) =>
    checkedValue(key, literal, literals.length === 1 ? path : `${path}[${i}]`, `[${literal.text}]`),
  );
}

interface Literal {
  readonly text: string;
  /** as JSON where it is JSON, else the text itself */
  readonly value: unknown;
}

/** The JSON reading where the key takes it, else the plain text (a folder called `2`, say). */
function checkedValue(key: ConfigKey, { text, value }: Literal, path: string, asList: string): unknown {
  try {
    parseField(key, value, path);
    return value;
  } catch (error) {
    if (typeof value !== 'string' && FIELDS[key].schema.safeParse(text).success) return text;
    const list = /list/.test(FIELDS[key].schema.description ?? '') && !Array.isArray(value);
    if (error instanceof ConfigError && list) {
      throw new ConfigError(error.path, `${error.reason}; write a list as ${asList}`, key);
    }
    throw error;
  }
}

function readLiteral(text: string): Literal {
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    return { text, value: text };
  }
}

/** Splits at commas outside of brackets, braces and quotes. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '"' && text[i - 1] !== '\\') quoted = !quoted;
    if (quoted) continue;
    if (char === '[' || char === '{') depth++;
    if (char === ']' || char === '}') depth--;
    if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...parts, text.slice(start).trim()].filter((part) => part !== '');
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
