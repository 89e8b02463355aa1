/**
 * Recursive descent over the tokens of a filter:
 *
 *     filter    = [ or ] [ "order" "by" term { "," term } ] [ "limit" integer ]
 *     or        = and { "or" and }
 *     and       = unary { "and" unary }
 *     unary     = "not" unary | "(" or ")" | condition
 *     condition = field ( comparison value | [ "not" ] "in" "(" value { "," value } ")"
 *               | [ "not" ] ( "like" | "contains" ) text | ( "~" | "!~" ) text | "is" [ "not" ] "null" )
 *     field     = name | ( "last" | "best" | "min" | "max" | "param" ) "(" name ")"
 *     term      = field [ "asc" | "desc" ]
 */

import { nearest } from '../../src/config/errors.ts';
import type { Condition, Filter, OrderTerm } from './ast.ts';
import { parseCondition } from './condition.ts';
import { Cursor, describe } from './cursor.ts';
import { parseField, requireSingle } from './field.ts';
import type { Token } from './lex.ts';
import type { Vocabulary } from './vocabulary.ts';

/** SQLite refuses deeper expressions, and no person writes them. */
export const MAX_DEPTH = 100;
export const MAX_CONDITIONS = 500;

/**
 * @param vocabulary the names that exist, to refuse and correct others; null accepts any name
 * @throws FilterError with the place and what was expected there
 */
export function parseFilter(source: string, vocabulary: Vocabulary | null = null): Filter {
  const parser = new Parser(source, vocabulary);
  return parser.filter();
}

class Parser {
  private readonly cursor: Cursor;
  private readonly vocabulary: Vocabulary | null;
  private depth = 0;
  private conditions = 0;

  constructor(source: string, vocabulary: Vocabulary | null) {
    this.cursor = new Cursor(source);
    this.vocabulary = vocabulary;
  }

  filter(): Filter {
    const { cursor } = this;
    const startsAtTail =
      cursor.current.kind === 'end' || cursor.isKeyword('order') || cursor.isKeyword('limit');
    const where = startsAtTail ? null : this.chain('or');
    const orderBy = this.orderBy();
    const limit = this.limit();
    if (cursor.current.kind !== 'end') this.failAfter(where, orderBy, limit);
    return { where, orderBy, limit };
  }

  /** `a or b or c`, each of them `x and y and z` */
  private chain(kind: 'or' | 'and'): Condition {
    const operand = () => (kind === 'or' ? this.chain('and') : this.unary());
    const operands = [operand()];
    while (this.cursor.takeKeyword(kind)) operands.push(operand());
    return operands.length === 1 ? operands[0]! : { kind, operands };
  }

  private unary(): Condition {
    const { cursor } = this;
    const opening = cursor.current;
    if (cursor.takeKeyword('not')) return { kind: 'not', operand: this.nested(opening, () => this.unary()) };
    if (cursor.takeSymbol('(')) {
      const inner = this.nested(opening, () => this.chain('or'));
      cursor.expectSymbol(')', 'to close the parenthesis');
      return inner;
    }
    this.conditions += 1;
    if (this.conditions > MAX_CONDITIONS) {
      cursor.fail(`a filter has at most ${MAX_CONDITIONS} conditions; use in (…) for long lists`);
    }
    return parseCondition(cursor, this.vocabulary);
  }

  private nested(opening: Token, inner: () => Condition): Condition {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.cursor.fail(`nested more than ${MAX_DEPTH} deep`, opening);
    const condition = inner();
    this.depth -= 1;
    return condition;
  }

  private orderBy(): OrderTerm[] {
    const { cursor } = this;
    if (!cursor.takeKeyword('order')) return [];
    if (!cursor.takeKeyword('by')) cursor.fail(`expected by after order, got ${describe(cursor.current)}`);
    const terms: OrderTerm[] = [];
    do {
      const start = cursor.current;
      const field = parseField(cursor, this.vocabulary, 'to order by');
      requireSingle(cursor, field, start, 'order by');
      const descending = cursor.takeKeyword('desc');
      if (!descending) cursor.takeKeyword('asc');
      terms.push({ field, direction: descending ? 'desc' : 'asc' });
    } while (cursor.takeSymbol(','));
    return terms;
  }

  private limit(): number | null {
    const { cursor } = this;
    if (!cursor.takeKeyword('limit')) return null;
    const token = cursor.current;
    if (token.kind !== 'number' || !/^\d{1,9}$/.test(token.value) || Number(token.value) < 1) {
      cursor.fail(`expected a whole number >= 1 after limit, got ${describe(token)}`);
    }
    cursor.advance();
    return Number(token.value);
  }

  /** Something stands where the filter could have ended. */
  private failAfter(where: Condition | null, orderBy: readonly OrderTerm[], limit: number | null): never {
    const { cursor } = this;
    const token = cursor.current;
    if (limit !== null) cursor.fail(`expected the end after limit ${limit}, got ${describe(token)}`);
    const words = orderBy.length > 0 ? ['asc', 'desc', 'limit'] : ['and', 'or', 'order by', 'limit'];
    if (orderBy.length > 0 && (cursor.isKeyword('and') || cursor.isKeyword('or'))) {
      cursor.fail('conditions come before order by');
    }
    if (where !== null && cursor.isSymbol(')')) cursor.fail('this ) has no ( before it');
    const near = token.kind === 'name' ? nearest(token.value, words) : null;
    const hint = near === null ? '' : `; did you mean ${near}?`;
    return cursor.fail(`expected ${words.join(', ')} or the end, got ${describe(token)}${hint}`, token, near);
  }
}
