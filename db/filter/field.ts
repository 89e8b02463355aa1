import { nearest } from '../../src/config/errors.ts';
import type { Field, FieldType } from './ast.ts';
import { MULTIPLE_FIELDS, RUN_FIELD_TYPES, RUN_FIELDS, STATISTICS, type Statistic } from './ast.ts';
import { type Cursor, describe } from './cursor.ts';
import { isKeyword } from './keywords.ts';
import type { Token } from './lex.ts';
import { isRunField, kindOf, type Vocabulary } from './vocabulary.ts';

const FUNCTIONS = [...STATISTICS, 'param'] as const;

/** `name`, `best(name)` or `param(name)`. @throws FilterError */
export function parseField(cursor: Cursor, vocabulary: Vocabulary | null, purpose: string): Field {
  const token = cursor.current;
  if (token.kind === 'text') {
    cursor.fail(
      `expected a name ${purpose}, got text; a name stands without quotes, an odd one in backticks: \`${token.value}\``,
    );
  }
  if (token.kind !== 'name' || (!token.quoted && isKeyword(token.value))) {
    cursor.fail(`expected a name ${purpose} (such as optimizer or test/accuracy), got ${describe(token)}`);
  }
  if (!token.quoted && cursor.isSymbol('(', cursor.next)) return parseFunction(cursor, vocabulary);
  cursor.advance();
  const name = token.value;
  if (isRunField(name)) return { kind: 'run', name };
  const kind = kindOf(name, vocabulary);
  if (kind === 'parameter') return { kind, key: name };
  if (kind === 'metric') return { kind, key: name, statistic: 'last' };
  return failUnknown(cursor, token, 'name', [
    ...RUN_FIELDS,
    ...(vocabulary?.parameters ?? []),
    ...(vocabulary?.metrics ?? []),
  ]);
}

function parseFunction(cursor: Cursor, vocabulary: Vocabulary | null): Field {
  const called = cursor.advance();
  const name = called.value.toLowerCase();
  if (!(FUNCTIONS as readonly string[]).includes(name)) {
    failUnknown(cursor, called, 'function', FUNCTIONS);
  }
  cursor.advance();
  const argument = cursor.current;
  const what = name === 'param' ? 'a parameter' : 'a metric';
  if (argument.kind !== 'name' && argument.kind !== 'text') {
    cursor.fail(`expected the name of ${what} in ${name}(…), got ${describe(argument)}`);
  }
  cursor.advance();
  const known = name === 'param' ? vocabulary?.parameters : vocabulary?.metrics;
  if (known !== undefined && !known.has(argument.value)) {
    failUnknown(cursor, argument, name === 'param' ? 'parameter' : 'metric', known);
  }
  cursor.expectSymbol(')', `to close ${name}(`);
  if (name === 'param') return { kind: 'parameter', key: argument.value };
  return { kind: 'metric', key: argument.value, statistic: name as Statistic };
}

function failUnknown(cursor: Cursor, token: Token, what: string, candidates: Iterable<string>): never {
  const all = [...candidates];
  const near = nearest(token.value, all);
  const hint = near !== null ? `; did you mean ${near}?` : listOf(what, all);
  return cursor.fail(`unknown ${what} ${token.value}${hint}`, token, near);
}

function listOf(what: string, names: readonly string[]): string {
  if (names.length === 0) return `; no run has logged a ${what} yet`;
  const shown = names.slice(0, 12).join(', ');
  return `; expected one of ${shown}${names.length > 12 ? `, … (${names.length} in all)` : ''}`;
}

/** null: a parameter, whose values may be of any type */
export function typeOf(field: Field): FieldType | null {
  if (field.kind === 'run') return RUN_FIELD_TYPES[field.name];
  return field.kind === 'metric' ? 'number' : null;
}

export function isMultiple(field: Field): boolean {
  return field.kind === 'run' && MULTIPLE_FIELDS.has(field.name);
}

/** @throws FilterError for a field of which a run may have several values */
export function requireSingle(cursor: Cursor, field: Field, at: Token, what: string): void {
  if (!isMultiple(field)) return;
  cursor.fail(`a run may have several values of ${nameOf(field)}, so ${what} does not work on it`, at);
}

/** How messages and columns call a field: `best(test/accuracy)`, `optimizer`. */
export function nameOf(field: Field): string {
  if (field.kind === 'run') return field.name;
  if (field.kind === 'parameter') return field.key;
  return field.statistic === 'last' ? field.key : `${field.statistic}(${field.key})`;
}
