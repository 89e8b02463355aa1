import { nearest } from '../../src/config/errors.ts';
import type { Comparison, Condition, Field, Scalar } from './ast.ts';
import { COMPARISONS } from './ast.ts';
import { type Cursor, describe } from './cursor.ts';
import { nameOf, parseField, requireSingle, typeOf } from './field.ts';
import { isKeyword } from './keywords.ts';
import type { Token } from './lex.ts';
import { RUN_STATUSES, type Vocabulary } from './vocabulary.ts';

export const MAX_LIST = 1000;

const OPERATORS = '=, !=, <, <=, >, >=, ~, in, like, contains or is null';
/** spellings of other languages that mean the same */
const SYNONYMS: Readonly<Record<string, Comparison>> = { '==': '=', '<>': '!=' };

/** One field compared with something. @throws FilterError */
export function parseCondition(cursor: Cursor, vocabulary: Vocabulary | null): Condition {
  const start = cursor.current;
  const field = parseField(cursor, vocabulary, 'here');
  const operator = cursor.current;
  if (cursor.takeKeyword('is')) {
    const negated = cursor.takeKeyword('not');
    if (!cursor.takeKeyword('null')) {
      cursor.fail(`expected null after is${negated ? ' not' : ''}, got ${describe(cursor.current)}`);
    }
    return negate({ kind: 'isNull', field }, negated);
  }
  if (operator.kind === 'symbol') {
    if (operator.value === '~' || operator.value === '!~') {
      cursor.advance();
      return negate(textMatch(cursor, field, 'contains', operator), operator.value === '!~');
    }
    const comparison = SYNONYMS[operator.value] ?? (operator.value as Comparison);
    if (COMPARISONS.includes(comparison)) {
      cursor.advance();
      return compare(cursor, field, comparison, start);
    }
  }
  const negated = cursor.takeKeyword('not');
  const word = cursor.current;
  if (cursor.takeKeyword('in')) return negate(list(cursor, field), negated);
  if (cursor.takeKeyword('like')) return negate(textMatch(cursor, field, 'like', word), negated);
  if (cursor.takeKeyword('contains')) return negate(textMatch(cursor, field, 'contains', word), negated);
  if (negated) cursor.fail(`expected in, like or contains after not, got ${describe(cursor.current)}`);
  return cursor.fail(`expected ${OPERATORS} after ${nameOf(field)}, got ${describe(operator)}`, operator);
}

function negate(condition: Condition, negated: boolean): Condition {
  return negated ? { kind: 'not', operand: condition } : condition;
}

function compare(cursor: Cursor, field: Field, operator: Comparison, start: Token): Condition {
  const ordering = operator !== '=' && operator !== '!=';
  if (ordering) requireSingle(cursor, field, start, operator);
  const token = cursor.current;
  if (cursor.takeKeyword('null')) {
    if (ordering) cursor.fail(`${operator} cannot compare with null; write is null or is not null`, token);
    return negate({ kind: 'isNull', field }, operator === '!=');
  }
  const value = scalar(cursor, field);
  if (ordering && typeof value === 'boolean') {
    cursor.fail(`${operator} cannot compare with ${value}; write = or !=`, token);
  }
  return { kind: 'compare', field, operator, value };
}

function list(cursor: Cursor, field: Field): Condition {
  cursor.expectSymbol('(', 'after in');
  const values: Scalar[] = [];
  do {
    values.push(scalar(cursor, field));
    if (values.length > MAX_LIST) cursor.fail(`a list has at most ${MAX_LIST} values`);
  } while (cursor.takeSymbol(','));
  cursor.expectSymbol(')', 'or , in the list');
  return { kind: 'in', field, values };
}

function textMatch(cursor: Cursor, field: Field, kind: 'like' | 'contains', operator: Token): Condition {
  const type = typeOf(field);
  if (type !== null && type !== 'text') {
    const what = type === 'time' ? 'a time' : 'a number';
    cursor.fail(`${operator.value} works on text, ${nameOf(field)} is ${what}; use =, < or >`, operator);
  }
  const token = cursor.current;
  if (token.kind !== 'text') {
    cursor.fail(`expected text in quotes after ${operator.value}, got ${describe(token)}`);
  }
  cursor.advance();
  return kind === 'like'
    ? { kind, field, pattern: token.value }
    : { kind: 'contains', field, text: token.value };
}

/** A value of the type that the field has. */
function scalar(cursor: Cursor, field: Field): Scalar {
  const token = cursor.advance();
  const value = literal(cursor, token);
  const type = typeOf(field);
  const got = describe(token);
  if (type === 'number' && typeof value !== 'number') {
    cursor.fail(`${nameOf(field)} is a number, got ${got}`, token);
  }
  if (type === 'text' && typeof value !== 'string') {
    cursor.fail(`${nameOf(field)} is text, got ${got}; put text in quotes: "${token.value}"`, token);
  }
  if (type === 'time' && (typeof value !== 'string' || Number.isNaN(Date.parse(value)))) {
    cursor.fail(`${nameOf(field)} is a time, such as "2026-11-24" or "2026-11-24T08:30Z", got ${got}`, token);
  }
  if (field.kind === 'run' && field.name === 'status') refuseUnknownStatus(cursor, token);
  return value;
}

function literal(cursor: Cursor, token: Token): Scalar {
  if (token.kind === 'text') return token.value;
  if (token.kind === 'number') {
    const value = Number(token.value);
    if (!Number.isFinite(value)) cursor.fail(`${token.value} is larger than any number kept`, token);
    return value;
  }
  if (cursor.isKeyword('true', token)) return true;
  if (cursor.isKeyword('false', token)) return false;
  if (cursor.isKeyword('null', token)) cursor.fail('null stands after =, != or is only', token);
  if (token.kind === 'name' && (token.quoted || !isKeyword(token.value))) {
    const quoted = JSON.stringify(token.value);
    cursor.fail(
      `expected a value, got the name ${token.value}; put text in quotes: ${quoted}`,
      token,
      quoted,
    );
  }
  return cursor.fail(`expected text in quotes, a number, true or false, got ${describe(token)}`, token);
}

function refuseUnknownStatus(cursor: Cursor, token: Token): void {
  const statuses: readonly string[] = RUN_STATUSES;
  if (statuses.includes(token.value)) return;
  const near = nearest(token.value, statuses);
  const hint = near === null ? `expected one of ${statuses.join(', ')}` : `did you mean "${near}"?`;
  cursor.fail(`no run has the status ${JSON.stringify(token.value)}; ${hint}`, token, near && `"${near}"`);
}
