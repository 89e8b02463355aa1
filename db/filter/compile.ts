/**
 * A filter as parameterised SQL over the schema. Nothing that a user typed becomes SQL text: values and
 * the names of parameters and metrics are bound, operators and columns come from the closed lists below.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core';
import { metricKeys, parameters, runSummary, runs, sweepRuns, sweeps, tags } from '../schema.ts';
import type {
  Comparison,
  Condition,
  Field,
  Filter,
  OrderTerm,
  RunFieldName,
  Scalar,
  Statistic,
} from './ast.ts';
import { RUN_FIELD_TYPES } from './ast.ts';

export interface CompiledFilter {
  /** for `… from runs where …`; undefined: every run */
  readonly where: SQL | undefined;
  /** complete, so that pages are stable: by default the newest run first */
  readonly orderBy: readonly SQL[];
  readonly limit: number | null;
}

/** Pure; a query that takes it selects from `runs`. */
export function compileFilter(filter: Filter): CompiledFilter {
  const newestFirst = sql`${runs.no} desc`;
  return {
    where: filter.where === null ? undefined : compileCondition(filter.where),
    orderBy: [...filter.orderBy.flatMap(compileOrder), newestFirst],
    limit: filter.limit,
  };
}

/** Columns of the fields that a run has once; `sweep` and `tag` are tables of their own. */
const COLUMNS: Readonly<Record<Exclude<RunFieldName, 'sweep' | 'tag'>, AnySQLiteColumn>> = {
  id: runs.id,
  name: runs.name,
  project: runs.project,
  status: runs.status,
  configHash: runs.configHash,
  seed: runs.seed,
  engine: runs.engine,
  engineVersion: runs.engineVersion,
  numerics: runs.numerics,
  isa: runs.isa,
  created: runs.createdAt,
  started: runs.startedAt,
  finished: runs.finishedAt,
  wallMs: runs.wallMs,
  samplesPerSecond: runs.samplesPerSecond,
  peakMemoryBytes: runs.peakMemoryBytes,
  epochsDone: runs.epochsDone,
  bestEpoch: runs.bestEpoch,
  divergedAtStep: runs.divergedAtStep,
  attempt: runs.attempt,
  error: runs.error,
};

const SUMMARY_COLUMNS: Readonly<Record<Statistic, AnySQLiteColumn>> = {
  last: runSummary.last,
  best: runSummary.best,
  min: runSummary.min,
  max: runSummary.max,
};

const OPERATORS: Readonly<Record<Exclude<Comparison, '!='>, SQL>> = {
  '=': sql.raw('='),
  '<': sql.raw('<'),
  '<=': sql.raw('<='),
  '>': sql.raw('>'),
  '>=': sql.raw('>='),
};

/** 1 or 0, never null: so that `not` is the opposite. */
function compileCondition(condition: Condition): SQL {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return balanced(condition.operands.map(compileCondition), condition.kind);
    case 'not':
      return sql`not ${compileCondition(condition.operand)}`;
    case 'isNull':
      return sql`not ${present(condition.field)}`;
    case 'compare':
      if (condition.operator === '!=') return sql`not ${compare(condition.field, '=', condition.value)}`;
      return compare(condition.field, condition.operator, condition.value);
    case 'in':
      return compileIn(condition.field, condition.values);
    case 'like':
      return where(condition.field, 'text', (text) => sql`${text} like ${condition.pattern} escape '\\'`);
    case 'contains':
      return where(
        condition.field,
        'text',
        (text) => sql`instr(lower(${text}), lower(${condition.text})) > 0`,
      );
    default:
      throw condition satisfies never;
  }
}

/** SQLite limits the depth of an expression: a list becomes a tree of depth log n. */
function balanced(parts: readonly SQL[], operator: 'and' | 'or'): SQL {
  if (parts.length === 1) return parts[0]!;
  const middle = parts.length >> 1;
  const left = balanced(parts.slice(0, middle), operator);
  const right = balanced(parts.slice(middle), operator);
  return operator === 'and' ? sql`(${left} and ${right})` : sql`(${left} or ${right})`;
}

type ValueType = 'text' | 'number' | 'boolean';

function compare(field: Field, operator: Exclude<Comparison, '!='>, value: Scalar): SQL {
  const { type, bound } = bind(field, value);
  return where(field, type, (column) => sql`${column} ${OPERATORS[operator]} ${bound}`);
}

function compileIn(field: Field, values: readonly Scalar[]): SQL {
  const byType = new Map<ValueType, (string | number)[]>();
  for (const value of values) {
    const { type, bound } = bind(field, value);
    byType.set(type, [...(byType.get(type) ?? []), bound]);
  }
  const parts = [...byType].map(([type, list]) => where(field, type, (column) => sql`${column} in ${list}`));
  return balanced(parts, 'or');
}

/** A literal as the database keeps such values: times in ms since 1970, booleans as 1 and 0. */
function bind(field: Field, value: Scalar): { type: ValueType; bound: string | number } {
  if (field.kind === 'run' && RUN_FIELD_TYPES[field.name] === 'time') {
    return { type: 'number', bound: Date.parse(String(value)) };
  }
  if (typeof value === 'boolean') return { type: 'boolean', bound: Number(value) };
  return typeof value === 'string' ? { type: 'text', bound: value } : { type: 'number', bound: value };
}

/** Whether the field has a value of that type which fulfils the test; 0 where it has none. */
function where(field: Field, type: ValueType, test: (value: SQL | AnySQLiteColumn) => SQL): SQL {
  switch (field.kind) {
    case 'run':
      return whereRun(field.name, test);
    case 'parameter':
      return sql`exists (select 1 from ${parameters} where ${parameters.runNo} = ${runs.no}
        and ${parameters.key} = ${field.key} and ${parameterHasType(type)}
        and ${test(type === 'text' ? parameters.text : parameters.number)})`;
    case 'metric':
      return sql`exists (select 1 from ${runSummary} where ${ofMetric(field.key)}
        and ${test(SUMMARY_COLUMNS[field.statistic])})`;
    default:
      throw field satisfies never;
  }
}

function whereRun(name: RunFieldName, test: (value: SQL | AnySQLiteColumn) => SQL): SQL {
  if (name === 'tag') {
    return sql`exists (select 1 from ${tags} where ${tags.runNo} = ${runs.no} and ${test(tags.tag)})`;
  }
  if (name === 'sweep') {
    // by name or by id
    return sql`exists (select 1 from ${sweepRuns} join ${sweeps} on ${sweeps.id} = ${sweepRuns.sweepId}
      where ${sweepRuns.runNo} = ${runs.no} and (${test(sweeps.name)} or ${test(sweeps.id)}))`;
  }
  const column = COLUMNS[name];
  return sql`(${column} is not null and ${test(column)})`;
}

function present(field: Field): SQL {
  switch (field.kind) {
    case 'run':
      return whereRun(field.name, (value) => sql`${value} is not null`);
    case 'parameter':
      return sql`exists (select 1 from ${parameters} where ${parameters.runNo} = ${runs.no}
        and ${parameters.key} = ${field.key}
        and (${parameters.text} is not null or ${parameters.number} is not null))`;
    case 'metric':
      return where(field, 'number', (value) => sql`${value} is not null`);
    default:
      throw field satisfies never;
  }
}

/** Text has only `text`, a number only `number`, a boolean both (`'true'` and 1). */
function parameterHasType(type: ValueType): SQL {
  if (type === 'text') return sql`${parameters.number} is null`;
  if (type === 'number') return sql`${parameters.text} is null`;
  return sql`${parameters.text} is not null`;
}

function ofMetric(key: string): SQL {
  return sql`${runSummary.runNo} = ${runs.no}
    and ${runSummary.keyId} = (select ${metricKeys.id} from ${metricKeys} where ${metricKeys.name} = ${key})`;
}

/** Runs without a value last, either way; numbers before text. */
function compileOrder({ field, direction }: OrderTerm): SQL[] {
  const value = orderValue(field);
  return [sql`${value} is null`, direction === 'desc' ? sql`${value} desc` : sql`${value} asc`];
}

function orderValue(field: Field): SQL {
  switch (field.kind) {
    case 'run':
      if (field.name === 'sweep' || field.name === 'tag') {
        throw new RangeError(`a run may have several values of ${field.name}: nothing to order by`);
      }
      return sql`${COLUMNS[field.name]}`;
    case 'parameter':
      return sql`(select coalesce(${parameters.number}, ${parameters.text}) from ${parameters}
        where ${parameters.runNo} = ${runs.no} and ${parameters.key} = ${field.key})`;
    case 'metric':
      return sql`(select ${SUMMARY_COLUMNS[field.statistic]} from ${runSummary} where ${ofMetric(field.key)})`;
    default:
      throw field satisfies never;
  }
}
