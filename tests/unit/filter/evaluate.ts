/** What a filter means, in plain JavaScript over objects: the oracle of the compiled SQL. */
import type { Condition, Field, Filter, Scalar } from '../../../db/filter/ast.ts';
import { RUN_FIELD_TYPES } from '../../../db/filter/ast.ts';
import { SWEEPS, type TestRun } from './generators.ts';

/** Indices of the runs that the filter selects, in its order. */
export function evaluate(filter: Filter, runs: readonly TestRun[]): number[] {
  const { where } = filter;
  const kept = runs.flatMap((run, i) => (where === null || holds(where, run) ? [i] : []));
  kept.sort((a, b) => {
    for (const { field, direction } of filter.orderBy) {
      const [x] = valuesOf(field, runs[a]!);
      const [y] = valuesOf(field, runs[b]!);
      if (x === undefined || y === undefined) {
        if (x !== y) return x === undefined ? 1 : -1;
        continue;
      }
      const order = compareForOrder(x, y);
      if (order !== 0) return direction === 'desc' ? -order : order;
    }
    return b - a;
  });
  return filter.limit === null ? kept : kept.slice(0, filter.limit);
}

function holds(condition: Condition, run: TestRun): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.operands.every((operand) => holds(operand, run));
    case 'or':
      return condition.operands.some((operand) => holds(operand, run));
    case 'not':
      return !holds(condition.operand, run);
    case 'isNull':
      return valuesOf(condition.field, run).length === 0;
    case 'in':
      return condition.values.some((value) => equals(condition.field, run, value));
    case 'like':
      return valuesOf(condition.field, run).some(
        (value) => typeof value === 'string' && like(value, condition.pattern),
      );
    case 'contains':
      return valuesOf(condition.field, run).some(
        (value) => typeof value === 'string' && lower(value).includes(lower(condition.text)),
      );
    case 'compare': {
      const { field, operator, value } = condition;
      if (operator === '=') return equals(field, run, value);
      if (operator === '!=') return !equals(field, run, value);
      return valuesOf(field, run).some((own) => {
        const order = compareSameType(own, literalOf(field, value));
        if (order === null) return false;
        return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator];
      });
    }
    default:
      throw condition satisfies never;
  }
}

function equals(field: Field, run: TestRun, value: Scalar): boolean {
  return valuesOf(field, run).some((own) => own === literalOf(field, value));
}

function literalOf(field: Field, value: Scalar): Scalar {
  const isTime = field.kind === 'run' && RUN_FIELD_TYPES[field.name] === 'time';
  return isTime ? Date.parse(String(value)) : value;
}

/** None where the run has no value. */
function valuesOf(field: Field, run: TestRun): Scalar[] {
  if (field.kind === 'run') {
    if (field.name === 'tag') return [...run.tags];
    if (field.name === 'sweep') return run.sweeps.flatMap((i) => [SWEEPS[i]!.name, SWEEPS[i]!.id]);
    const value = run.fields[field.name];
    return value === null || value === undefined ? [] : [value];
  }
  const value =
    field.kind === 'parameter' ? run.parameters[field.key] : run.metrics[field.key]?.[field.statistic];
  return value === null || value === undefined ? [] : [value];
}

function compareSameType(a: Scalar, b: Scalar): number | null {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return null;
}

/** Booleans are 1 and 0 in an order; numbers come before text. */
function compareForOrder(a: Scalar, b: Scalar): number {
  const [x, y] = [a, b].map((value) => (typeof value === 'boolean' ? Number(value) : value));
  if (typeof x === 'number' && typeof y === 'number') return x === y ? 0 : x - y;
  if (typeof x === 'string' && typeof y === 'string') return compareText(x, y);
  return typeof x === 'number' ? -1 : 1;
}

/** As bytes of UTF-8, like SQLite's BINARY collation. */
function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function lower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** `%` and `_` with backslash escapes; a lone backslash at the end matches nothing. */
function like(value: string, pattern: string): boolean {
  let source = '';
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i += 1) {
    let character = characters[i]!;
    if (character === '%') source += '.*';
    else if (character === '_') source += '.';
    else {
      if (character === '\\') {
        i += 1;
        if (i === characters.length) return false;
        character = characters[i]!;
      }
      source += lower(character).replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    }
  }
  return new RegExp(`^${source}$`, 'su').test(lower(value));
}
