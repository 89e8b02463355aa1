/** A definition as checked steps that make its points: fixed values, axes, conditional axes. */
import { stableJson } from './canonical.ts';
import { ConfigError, show } from './errors.ts';
import { checkKey, parseField } from './fields.ts';
import type { AxisKey, ConfigKey } from './input.ts';
import { checkStructure } from './structure.ts';
import type { Axis, Condition, GridAxis, LogSpace, Point, SweepDefinition, Zip } from './sweep-definition.ts';
import { logSpaceValues, sampleRows } from './values.ts';

export interface Row {
  readonly values: readonly unknown[];
  /** where each value stands in the definition */
  readonly paths: readonly string[];
}

/** Keys that vary together, a row of values each. */
export interface AxisPlan {
  readonly keys: readonly AxisKey[];
  readonly kind: 'grid' | 'zip' | 'sample';
  readonly rows: readonly Row[];
  /** how the dry run's table shows the values; default: the rows */
  readonly shown?: readonly string[];
}

export interface ConditionalPlan {
  readonly key: AxisKey;
  readonly path: string;
  readonly cases: readonly {
    readonly when: ((point: Point) => boolean) | null;
    readonly rows: readonly Row[];
  }[];
}

export interface Plan {
  readonly fixed: readonly { readonly key: AxisKey; readonly value: unknown; readonly path: string }[];
  readonly axes: readonly AxisPlan[];
  readonly conditionals: readonly ConditionalPlan[];
  readonly exclusions: readonly ((point: Point) => boolean)[];
}

/** @throws ConfigError for anything wrong that can be seen without combining values */
export function planSweep(definition: SweepDefinition): Plan {
  checkStructure(definition);
  const owners = new Map<string, string>();
  const own = (key: string, path: string): void => {
    if (key === 'seed')
      throw new ConfigError(
        path,
        'is no axis of a definition; give `seeds: [0, 1, 2]` or `seeds: { count: 3 }`',
      );
    checkKey(key, path);
    const other = owners.get(key);
    if (other !== undefined)
      throw new ConfigError(path, `is set twice, here and in ${other}; keep one of them`);
    owners.set(key, path);
  };

  const fixed = entries(definition.fixed).map(([key, value]) => {
    own(key, `fixed.${key}`);
    parseField(key, value, `fixed.${key}`);
    return { key, value, path: `fixed.${key}` };
  });
  const axes: AxisPlan[] = [];
  const later: (() => ConditionalPlan)[] = [];
  for (const [key, axis] of entries(definition.axes)) {
    const path = `axes.${key}`;
    own(key, path);
    if (isConditional(axis)) later.push(() => planConditional(key, axis, path, owners));
    else
      axes.push({
        keys: [key],
        kind: 'grid',
        rows: axisRows(key, axis as readonly unknown[] | LogSpace, path),
      });
  }
  const zips =
    definition.zip === undefined ? [] : Array.isArray(definition.zip) ? definition.zip : [definition.zip];
  zips.forEach((zip: Zip, index) => {
    axes.push(planZip(zip, Array.isArray(definition.zip) ? `zip[${index}]` : 'zip', own));
  });
  if (definition.sample !== undefined) axes.push(planSample(definition.sample, own));
  const conditionals = later.map((make) => make());
  const exclusions = (definition.exclude ?? []).map((condition, index) =>
    compileCondition(condition, `exclude[${index}]`, owners),
  );
  return { fixed, axes, conditionals, exclusions };
}

export function entries(record: object | undefined): [AxisKey, unknown][] {
  return Object.entries(record ?? {}).filter(([, value]) => value !== undefined) as [AxisKey, unknown][];
}

/** An axis with conditions, as opposed to plain values. */
export function isConditional(axis: unknown): boolean {
  return (
    typeof axis === 'object' && axis !== null && !Array.isArray(axis) && ('values' in axis || 'cases' in axis)
  );
}

function planConditional(
  key: AxisKey,
  axis: unknown,
  path: string,
  owners: ReadonlyMap<string, string>,
): ConditionalPlan {
  const given = axis as Exclude<Axis<unknown>, readonly unknown[] | LogSpace>;
  const cases = 'cases' in given ? given.cases : [given];
  return {
    key,
    path,
    cases: cases.map((one, index) => {
      const at = 'cases' in given ? `${path}.cases[${index}]` : path;
      const when = one.when === undefined ? null : compileCondition(one.when, `${at}.when`, owners, key);
      return { when, rows: axisRows(key, one.values, `${at}.values`) };
    }),
  };
}

function planZip(zip: Zip, path: string, own: (key: string, path: string) => void): AxisPlan {
  const columns = entries(zip).map(([key, values]) => {
    const at = `${path}.${key}`;
    own(key, at);
    const list = values as readonly unknown[];
    list.forEach((value, index) => {
      parseField(key, value, `${at}[${index}]`);
    });
    return { key, list, at };
  });
  const [first, ...others] = columns;
  if (first === undefined)
    throw new ConfigError(path, 'must have columns, got none; name the keys that vary together');
  for (const column of others) {
    if (column.list.length !== first.list.length) {
      throw new ConfigError(
        column.at,
        `must have as many values as ${first.at} (${first.list.length}), got ${column.list.length}; ` +
          'zipped columns go row by row',
      );
    }
  }
  const rows = first.list.map((_, index) => ({
    values: columns.map(({ list }) => list[index]),
    paths: columns.map(({ at }) => `${at}[${index}]`),
  }));
  const keys = columns.map(({ key }) => key);
  refuseDuplicates(rows, (row) => stableJson(row.values.map((value, i) => parsed(keys[i]!, value))), path);
  return { keys, kind: 'zip', rows };
}

function planSample(
  sampling: NonNullable<SweepDefinition['sample']>,
  own: (key: string, path: string) => void,
): AxisPlan {
  const keys = entries(sampling.axes).map(([key]) => key);
  for (const key of keys) own(key, `sample.axes.${key}`);
  if (keys.length === 0) throw new ConfigError('sample.axes', 'must name at least one key, got none');
  const rows = sampleRows(sampling, 'sample').map((values) => {
    values.forEach((value, index) => {
      parseField(keys[index]!, value, `sample.axes.${keys[index]}`);
    });
    return { values, paths: keys.map((key) => `sample.axes.${key}`) };
  });
  const shown = entries(sampling.axes).map(([key, distribution]) => {
    const [kind, range] = Object.entries(distribution as object)[0] as [string, readonly unknown[]];
    return `${key}: ${kind}(${range.map(valueText).join(', ')})`;
  });
  return { keys, kind: 'sample', rows, shown };
}

function axisRows(key: AxisKey, values: readonly unknown[] | LogSpace, path: string): Row[] {
  const list = Array.isArray(values) ? values : logSpaceValues(values as LogSpace, path);
  if (list.length === 0) {
    throw new ConfigError(path, 'must have at least one value, got an empty axis; give values or remove it');
  }
  const rows = list.map((value, index) => {
    const at = `${path}[${index}]`;
    parseField(key, value, at);
    return { values: [value], paths: [at] };
  });
  refuseDuplicates(rows, (row) => stableJson(parsed(key, row.values[0])), path);
  return rows;
}

function refuseDuplicates(rows: readonly Row[], identity: (row: Row) => string, path: string): void {
  const seen = new Map<string, number>();
  rows.forEach((row, index) => {
    const id = identity(row);
    const before = seen.get(id);
    if (before !== undefined) {
      const got = row.values.map(show).join(', ');
      throw new ConfigError(
        `${path}[${index}]`,
        `must differ from ${path}[${before}], got ${got} twice; remove one`,
      );
    }
    seen.set(id, index);
  });
}

/** A condition as a function of the point. @throws ConfigError for a key that the definition does not set */
function compileCondition(
  condition: Condition,
  path: string,
  owners: ReadonlyMap<string, string>,
  self?: string,
): (point: Point) => boolean {
  if (typeof condition === 'function') {
    return (point) => {
      try {
        return condition(point);
      } catch (error) {
        throw new ConfigError(
          path,
          `threw ${String(error)} for ${show(point)}; make it hold for every point`,
        );
      }
    };
  }
  const tests = entries(condition).map(([key, wanted]) => {
    const at = `${path}.${key}`;
    checkKey(key, at);
    if (key === self) throw new ConfigError(at, 'is the axis itself; name another key');
    if (!owners.has(key)) {
      throw new ConfigError(
        at,
        'is not set by this definition, so the condition could never hold; set it or remove it',
      );
    }
    const accepted = new Set(alternatives(key, wanted, at));
    return (point: Point) => point[key] !== undefined && accepted.has(stableJson(parsed(key, point[key])));
  });
  if (tests.length === 0) throw new ConfigError(path, 'must name at least one key, got none; remove it');
  return (point) => tests.every((test) => test(point));
}

/** One value, or a list of them; a key whose values are lists themselves may be given either way. */
function alternatives(key: ConfigKey, wanted: unknown, path: string): string[] {
  if (!Array.isArray(wanted)) return [stableJson(parseField(key, wanted, path))];
  if (wanted.length === 0) throw new ConfigError(path, 'must have at least one value, got an empty list');
  const whole = tryParse(key, wanted);
  if (whole !== undefined) return [stableJson(whole)];
  return wanted.map((value, index) => stableJson(parseField(key, value, `${path}[${index}]`)));
}

function tryParse(key: ConfigKey, value: unknown): unknown {
  try {
    return parseField(key, value, '');
  } catch {
    return undefined;
  }
}

/** Of a value that was checked before: with its shorthands spelled out, so that equal ones compare equal. */
function parsed(key: ConfigKey, value: unknown): unknown {
  return parseField(key, value, key);
}

/** A value as tables show it: texts without quotes, lists and objects as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

/** The plan as rows of a table: what varies, and over which values. */
export function planAxes(plan: Plan, seeds: readonly number[]): GridAxis[] {
  const axes: GridAxis[] = plan.axes.map(({ keys, kind, rows, shown }) => ({
    keys,
    kind,
    values: shown ?? rows.map((row) => row.values.map(valueText).join(', ')),
    count: rows.length,
  }));
  for (const { key, cases } of plan.conditionals) {
    const values = new Set(cases.flatMap(({ rows }) => rows.map((row) => valueText(row.values[0]))));
    axes.push({ keys: [key], kind: 'conditional', values: [...values], count: values.size });
  }
  return [...axes, { keys: ['seed'], kind: 'seeds', values: seeds.map(String), count: seeds.length }];
}
